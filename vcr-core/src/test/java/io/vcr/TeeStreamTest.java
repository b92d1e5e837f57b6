package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TeeStreamTest {

    private final Session session =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build().open(Exchanges.ID);
    private final AtomicInteger closed = new AtomicInteger();
    private final CountDownLatch isClosed = new CountDownLatch(1);

    @AfterEach
    void finish() {
        session.finish(Outcome.FAILED);
    }

    @Test
    void whatIsReadToItsEndIsRecorded() throws IOException {
        try (InputStream body = tee("text/plain", stream("hello"))) {
            assertThat(body).hasContent("hello");
        }

        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
        assertThat(closed).hasValue(1);
    }

    @Test
    void whatIsClosedEarlyIsReadOn() throws Exception {
        InputStream body = tee("text/plain", stream("hello"));
        body.read();
        body.close();

        assertThat(isClosed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
    }

    @Test
    void aResponseBeforeARetryIsReadOnUntilASlowServerHasSentIt() throws Exception {
        InputStream body = tee("text/plain", 429, slow("busy"));
        body.close();

        assertThat(isClosed.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnlyKeys("status 429");
    }

    @Test
    void anotherResponseIsNotReadOnUntilASlowServerHasSentIt() throws IOException {
        InputStream body = tee("text/plain", 200, slow("hello"));
        body.close();

        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnlyKeys("closed early");
    }

    /** Comes later than the end of most bodies that are closed early. */
    private static InputStream slow(String text) {
        return new InputStream() {
            private final InputStream source = stream(text);

            @Override
            public int read() throws IOException {
                try {
                    new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return source.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int first = read();
                if (first < 0) {
                    return -1;
                }
                bytes[offset] = (byte) first;
                return 1 + Math.max(0, source.read(bytes, offset + 1, length - 1));
            }
        };
    }

    @Test
    void aStreamOfEventsIsNotReadOn() throws IOException {
        InputStream body = tee("text/event-stream", stream("data: a\n\ndata: [DONE]\n\n"));
        body.read();
        body.close();

        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("closed early", 1));
        assertThat(closed).hasValue(1);
    }

    @Test
    void aFailedReadIsNotRecordedWhateverFollows() throws IOException {
        InputStream body = tee("text/plain", new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }
        });
        assertThatThrownBy(body::read).hasMessage("cut");
        body.close();

        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("connection lost", 1));
    }

    @Test
    void theResponseIsClosedOnce() throws IOException {
        InputStream body = tee("text/plain", stream("hello"));
        body.readAllBytes();
        body.close();
        body.close();

        assertThat(closed).hasValue(1);
    }

    @Test
    void whatTheDrainOfTheClientReadsIsRecorded() throws IOException {
        InputStream body = tee(stream("hello"), () -> false, rest -> rest.transferTo(OutputStream.nullOutputStream()));
        body.read();
        body.close();

        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isEqualTo(1);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aDrainThatFailsDropsTheExchangeAsClosedEarly() throws IOException {
        InputStream body = tee(stream("hello"), () -> false, rest -> {
            throw new IOException("lost");
        });
        body.read();

        assertThatThrownBy(body::close).hasMessage("lost");
        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("closed early", 1));
        assertThat(closed).hasValue(1);
    }

    @Test
    void aCancelledCallIsDroppedWhenItsBodyIsClosed() throws IOException {
        InputStream body = tee(stream("hello"), () -> true, rest -> {});
        body.close();

        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("cancelled", 1));
    }

    private InputStream tee(InputStream body, BooleanSupplier isCancelled, Capture.Drain drain) {
        return capture("text/plain").tee(body, closed::incrementAndGet, isCancelled, drain);
    }

    private InputStream tee(String type, InputStream body) {
        return tee(type, 200, body);
    }

    private InputStream tee(String type, int status, InputStream body) {
        return capture(type, status)
                .tee(
                        body,
                        () -> {
                            closed.incrementAndGet();
                            isClosed.countDown();
                        },
                        () -> false);
    }

    private Capture capture(String type) {
        return capture(type, 200);
    }

    private Capture capture(String type, int status) {
        Decision decision = session.requests().decide(Exchanges.get("https://h/"), false, () -> Body.EMPTY);
        Capture capture = ((Decision.Live) decision).capture();
        capture.head(new HttpResponse(status, "", Headers.of("Content-Type", type), Body.EMPTY));
        return capture;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
