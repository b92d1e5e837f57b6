package io.vcr.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode.Failure;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client may close a stream on one thread while another reads an event or the end of the connection. */
@Timeout(60)
class LiveResponseTest {

    private static final int ROUNDS = 2000;
    private static final byte[] EVENT = "event: price\ndata: 1\n\n".getBytes(StandardCharsets.UTF_8);

    private final List<String> wrong = new ArrayList<>();
    private LiveResponse live = stream();

    private LiveResponse stream() {
        LiveResponse.Listener listener = new LiveResponse.Listener() {
            @Override
            public void completed(HttpResponse whole) {
                Subscribed events = live.subscribed();
                int noted = events == null ? 0 : events.after().size();
                int ends = EventBlocks.ends(whole.body()).size();
                if (noted != ends) {
                    wrong.add(noted + " of " + ends + " events noted");
                }
            }

            @Override
            public void failed(Failure failure) {
                if (live.subscribed() != null) {
                    wrong.add("a subscription that has failed");
                }
            }

            @Override
            public void dropped(String reason) {
                wrong.add(reason);
            }
        };
        return new LiveResponse("GET", 1 << 20, () -> Duration.ZERO, () -> 0, listener);
    }

    private void race(Runnable other) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        for (int i = 0; i < ROUNDS; i++) {
            live = stream();
            live.head(new HttpResponse(200, "OK", Headers.of("Content-Type", "text/event-stream"), Body.EMPTY));
            live.data(EVENT, 0, EVENT.length);
            CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
                await(start);
                other.run();
            });
            await(start);
            live.close("closed early");
            reader.join();
        }
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theLastEventBeforeACloseIsRecordedWithItsMoment() throws Exception {
        race(() -> live.data(EVENT, 0, EVENT.length));

        assertThat(wrong).isEmpty();
    }

    @Test
    void aConnectionThatIsLostDuringACloseIsNoSubscription() throws Exception {
        race(() -> live.fail(new SocketException("Connection reset"), false));

        assertThat(wrong).isEmpty();
    }
}
