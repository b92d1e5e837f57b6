package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Verdict;
import io.vcr.http.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules for streams that answer other requests: T22. */
abstract class SubscriptionRules extends StreamRules {

    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");

    /** How long the server waits for the next call of a client. */
    private static final long PATIENCE_SECONDS = 20;

    /** A client that does not end the stream by itself gets no verdict. */
    private static final long BARE_PATIENCE_SECONDS = 2;

    /** Some clients end a closed stream by chance only. */
    private static final int BARE_CLOSES = 3;

    private static final String HELLO = "event: hello\ndata: {}\n\n";

    @Test
    @DisplayName("T22 An event that answers another request comes when that was sent, with its id")
    void t22AnEventComesWhenItsRequestWasSent() throws Exception {
        serve();

        record(client -> {
            try (Exchange events = opened(client)) {
                talk(client, events, 1);
            }
        });
        Report report = replay(client -> {
            try (Exchange events = opened(client)) {
                talk(client, events, 71); // an event that comes before its request has the recorded id
            }
        });

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("T22 A stream that is cancelled is recorded, and a replayed one ends when it is cancelled")
    void t22AStreamThatIsCancelledIsRecorded() throws Exception {
        serve();

        Report recorded = record(client -> cancelAfterTalk(client, 1));
        Report replayed = replay(client -> cancelAfterTalk(client, 71));

        assertThat(recorded.counts().dropped()).isEqualTo(Map.of());
        assertThat(stored()).hasSize(3);
        assertThat(replayed.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    @DisplayName("T22 A stream that nobody closes is recorded, and a replayed one ends with its session")
    void t22AStreamThatNobodyClosesEndsWithItsSession() throws Exception {
        serve();
        Session recorded = vcr.open(CASSETTE);
        try (Exchange events = opened(made(new Attachment.Explicit(recorded)))) {
            talk(events, recorded, 1);
            assertThat(recorded.finish(Outcome.PASSED).counts().dropped()).isEqualTo(Map.of());
        } finally {
            recorded.finish(Outcome.FAILED);
        }
        server.close();
        Session replayed = vcr.toBuilder().mode(RecordMode.NONE).build().open(CASSETTE);
        try (Exchange events = opened(made(new Attachment.Explicit(replayed)))) {
            talk(events, replayed, 71);
            assertThat(replayed.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.HIT);

            assertThat(rest(events)).isEmpty();
        } finally {
            replayed.finish(Outcome.FAILED);
        }
    }

    @Test
    @DisplayName("T10 A stream of events that the application closes ends at the server too")
    void t10AStreamOfEventsThatIsClosedEndsAtTheServer() throws Exception {
        BlockingQueue<String> hangUps = new LinkedBlockingQueue<>();
        server.on("/quiet", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk(HELLO);
            wire.awaitHangUp();
            hangUps.add(request.target());
        });
        for (int i = 0; i < BARE_CLOSES; i++) {
            closeAfterHello(bare());
            if (hangUps.poll(BARE_PATIENCE_SECONDS, TimeUnit.SECONDS) == null) {
                throw notApplicable("the client itself keeps the connection of a stream that is closed");
            }
        }

        record(client -> {
            closeAfterHello(client);

            assertThat(next(hangUps)).as("the end of the stream at the server").isNotNull();
        });
    }

    private void closeAfterHello(TransportClient client) throws IOException {
        try (Exchange events = client.send(get("/quiet"))) {
            events.head();
            assertThat(event(events)).isEqualTo(HELLO);
        }
    }

    private void talk(Exchange events, Session session, int firstId) throws Exception {
        talk(made(new Attachment.Explicit(session)), events, firstId);
    }

    private void cancelAfterTalk(TransportClient client, int firstId) throws IOException {
        try (Exchange events = opened(client)) {
            talk(client, events, firstId);
            events.cancel();
            InputStream body = events.body();
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    private Exchange opened(TransportClient client) throws IOException {
        Exchange events = client.send(get("/events").with("Accept", "text/event-stream"));
        events.head();
        assertThat(event(events)).isEqualTo(HELLO);
        return events;
    }

    /** Sends two calls and reads their answers from the stream. */
    private void talk(TransportClient client, Exchange events, int firstId) throws IOException {
        for (int id = firstId; id < firstId + 2; id++) {
            String call = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"say\"}";
            assertThat(fetch(client, post("/say", Upload.of("application/json", Body.of(call))))
                            .status())
                    .isEqualTo(202);
            assertThat(event(events)).isEqualTo(answer(id));
        }
    }

    private static String answer(int id) {
        return "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}\n\n";
    }

    private static String event(Exchange events) throws IOException {
        StringBuilder event = new StringBuilder();
        while (event.indexOf("\n\n") < 0) {
            int next = events.body().read();
            assertThat(next).as("the byte after %s", event).isNotNegative();
            event.append((char) next);
        }
        return event.toString();
    }

    /** What is left of a stream that ends, with or without an exception. */
    private static String rest(Exchange events) {
        try {
            return new String(events.body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static @Nullable String next(BlockingQueue<String> answers) throws InterruptedException {
        return answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Answers calls in the stream of another request. */
    private void serve() {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        server.on("/events", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk(HELLO);
            try {
                for (String next = next(answers); next != null; next = next(answers)) {
                    wire.chunk(next);
                }
                throw new IOException("The client sends nothing more");
            } catch (InterruptedException e) {
                throw new IOException("The server is closed", e);
            }
        });
        server.on("/say", (request, wire) -> {
            Matcher id = ID.matcher(request.text());
            if (id.find()) {
                answers.add(answer(Integer.parseInt(id.group(1))));
            }
            wire.respond("202 Accepted", "", "");
        });
    }
}
