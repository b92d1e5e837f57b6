package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program that listens to events while it sends requests, with the client of okhttp-sse. */
class OkHttpSseTest {

    private final Vcr vcr = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .ignoreLocalhost(false)
            .build();
    private final LoopbackServer server = LoopbackServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a listener was told. */
    private static final class Heard extends EventSourceListener {

        final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void onEvent(EventSource source, String id, String type, String data) {
            events.add(type + " " + data);
        }

        @Override
        public void onClosed(EventSource source) {
            events.add("closed");
        }

        @Override
        public void onFailure(EventSource source, Throwable failure, Response response) {
            events.add("failed");
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(30, TimeUnit.SECONDS));
        }
    }

    private interface Use {
        void of(OkHttpClient http) throws Exception;
    }

    private Report run(RecordMode mode, Use use) throws Exception {
        Session session = vcr.toBuilder().mode(mode).build().open("subscription");
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(VcrInterceptor.of(session))
                .build();
        try {
            use.of(http);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
            http.dispatcher().executorService().shutdown();
        }
    }

    private EventSource subscribe(OkHttpClient http, Heard heard) {
        Request request = new Request.Builder().url(server.url("/prices")).build();
        return EventSources.createFactory(http).newEventSource(request, heard);
    }

    private void order(OkHttpClient http, String name) throws IOException {
        Request request = new Request.Builder()
                .url(server.url("/orders"))
                .post(RequestBody.create(name, MediaType.get("text/plain")))
                .build();
        try (Response response = http.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
        }
    }

    @Test
    void eventsComeAfterTheRequestsThatTheyCameAfterAndTheCancellationIsHeard() throws Exception {
        BlockingQueue<String> orders = new LinkedBlockingQueue<>();
        server.on("/prices", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("retry: 3000\n\nevent: price\ndata: 100\n\n");
            try {
                while (true) {
                    wire.chunk(": order\n\nevent: sold\ndata: " + orders.take() + "\n\n");
                }
            } catch (InterruptedException e) {
                throw new IOException("The server is closed", e);
            }
        });
        server.on("/orders", (request, wire) -> {
            orders.add(request.text());
            wire.respond("200 OK", "", "");
        });
        Use wholeTest = http -> {
            Heard heard = new Heard();
            EventSource source = subscribe(http, heard);
            assertThat(heard.next()).isEqualTo("price 100");
            for (String name : List.of("bread", "wine")) {
                assertThat(heard.events).isEmpty();
                order(http, name);
                assertThat(heard.next()).isEqualTo("sold " + name);
            }
            source.cancel();
            assertThat(heard.next()).isEqualTo("failed");
        };

        Report recorded = run(RecordMode.ONCE, wholeTest);
        server.close();
        Report replayed = run(RecordMode.NONE, wholeTest);

        assertThat(recorded.counts().dropped()).isEqualTo(Map.of());
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
        assertThat(replayed.counts().replayed()).isEqualTo(3);
    }

    @Test
    void anAnswerOfALanguageModelThatIsCutBeforeItsEndIsDropped() throws Exception {
        server.on("/prices", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk("data: {\"choices\":[{\"delta\":{\"content\":\"Once\"}}]}\n\n");
            wire.await(new CountDownLatch(1));
        });
        server.on("/orders", (request, wire) -> wire.respond("200 OK", "", ""));

        Report recorded = run(RecordMode.ONCE, http -> {
            Heard heard = new Heard();
            EventSource source = subscribe(http, heard);
            assertThat(heard.next()).startsWith("null {\"choices\"");
            order(http, "bread");
            source.cancel();
            assertThat(heard.next()).isEqualTo("failed");
        });

        assertThat(recorded.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
        assertThat(recorded.counts().recorded()).isEqualTo(1);
    }
}
