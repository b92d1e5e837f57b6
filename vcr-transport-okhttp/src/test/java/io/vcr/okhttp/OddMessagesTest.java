package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.okhttp.TransportFixture.Seen;
import io.vcr.testkit.server.LoopbackServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that OkHttp takes as they are: so must we. */
class OddMessagesTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aHeaderThatCannotBeStoredDropsTheEpisodeAndNotTheCall() throws Exception {
        server.on("/odd", (request, wire) -> wire.respond("200 OK", "no colon in this line", "hi"));
        Seen without = call(fixture.plain(), fixture.get("/odd"));

        Report report = fixture.record(
                client -> assertThat(call(client, fixture.get("/odd"))).isEqualTo(without));

        assertThat(report.counts().dropped()).containsOnlyKeys("a header that cannot be stored");
    }

    @Test
    void aBodyWhoseLengthIsWhatIsLeftOfItsSourceIsSentWhole() throws Exception {
        server.on("/up", (request, wire) -> wire.respond("200 OK", "", "ok"));

        fixture.record(client -> call(client, upload("hello")));

        assertThat(server.request().text()).isEqualTo("hello");
        assertThat(server.request().headers().all("Content-Length")).containsExactly("5");
    }

    @Test
    void aSessionThatIsOffDoesNotReadTheBody() throws Exception {
        server.on("/up", (request, wire) -> wire.respond("200 OK", "", "ok"));
        Session off = fixture.vcr.toBuilder().off(true).build().open("off");

        call(fixture.client(VcrInterceptor.of(off)), upload("hello"));

        assertThat(server.request().text()).isEqualTo("hello");
        assertThat(off.finish(Outcome.PASSED).counts().live()).isEqualTo(1);
    }

    /** One-shot, and it asks its stream how much is left. */
    private Request upload(String text) {
        InputStream source = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        RequestBody body = new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("text/plain");
            }

            @Override
            public long contentLength() throws IOException {
                return source.available();
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeAll(Okio.source(source));
            }
        };
        return new Request.Builder().url(server.url("/up")).post(body).build();
    }
}
