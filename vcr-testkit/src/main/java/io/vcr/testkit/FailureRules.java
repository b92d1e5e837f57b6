package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.http.Body;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of the transport contract for exchanges that fail and are recorded. */
abstract class FailureRules extends SubscriptionRules {

    private static final String DELTA = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";

    /**
     * The body that the application has read, and what it got then: an exception, or the end. The exception of a client
     * may overtake bytes that have arrived (the JDK's).
     */
    private record Ended(String body, @Nullable Throwable failure) {}

    @Test
    @DisplayName("T19 A refused connection is recorded, and a replay fails the same way")
    void t19ARefusedConnectionIsReplayed() throws Exception {
        ClientRequest request = get("/nobody");
        server.close();

        Ended replayed = assertSameEnd(request);

        assertThat(replayed.failure).isNotNull();
    }

    @Test
    @DisplayName("T19 A connection that is closed without a response is recorded, and a replay fails the same way")
    void t19AMissingResponseIsReplayed() throws Exception {
        server.on("/silent", (request, wire) -> wire.cut());

        Ended replayed = assertSameEnd(post("/silent", Upload.of("application/json", Body.of("{\"stream\":true}"))));

        assertThat(replayed.failure).isNotNull();
    }

    @Test
    @DisplayName("T19 A stream that the server cuts is recorded, and a replay ends at the same byte")
    void t19ACutStreamIsReplayedToTheSameByte() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("Content-Type: text/event-stream");
            wire.chunk(DELTA);
            wire.chunk(DELTA);
            wire.chunk(DELTA);
            wire.cut();
        });

        assumeNoticesTheCut(get("/cut"));
        Ended replayed = assertSameEnd(get("/cut"));

        assertThat(replayed.failure).isNotNull();
    }

    @Test
    @DisplayName("T19 A stream that the server cuts inside a chunk ends at the same byte in a replay")
    void t19AStreamThatIsCutInsideAChunkIsReplayedToTheSameByte() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.chunked("");
            wire.chunk("a");
            wire.brokenChunk("half");
        });

        assumeNoticesTheCut(get("/cut"));
        assertSameEnd(get("/cut"));
    }

    @Test
    @DisplayName("T19 A body that is cut before its length ends at the same byte in a replay")
    void t19ABodyThatIsCutBeforeItsLengthIsReplayedToTheSameByte() throws Exception {
        server.on("/cut", (request, wire) -> {
            wire.head("200 OK", "Content-Length: 10");
            wire.send("1234".getBytes(StandardCharsets.UTF_8));
            wire.cut();
        });

        assertSameEnd(get("/cut"));

        assertThat(stored().get(0).response().headers().first("Content-Length")).contains("10");
    }

    @Test
    @DisplayName("T19 A retry after a recorded failure gets the next recorded answer")
    void t19ARetryAfterAFailureGetsTheNextAnswer() throws Exception {
        List<Integer> calls = new ArrayList<>();
        server.on("/flaky", (request, wire) -> {
            calls.add(1);
            if (calls.size() == 1) {
                wire.head("200 OK", "Content-Length: 10");
                wire.send("12345".getBytes(StandardCharsets.UTF_8));
                wire.cut();
            }
            wire.respond("200 OK", "", "whole");
        });
        recordErrors();
        record(client -> {
            ended(client, get("/flaky"));
            ended(client, get("/flaky"));
        });
        List<Ended> replayed = new ArrayList<>();

        Report report = replay(client -> {
            replayed.add(ended(client, get("/flaky")));
            replayed.add(ended(client, get("/flaky")));
        });

        assertThat(replayed).extracting(Ended::body).last().isEqualTo("whole");
        assertThat(report.refusals()).isEmpty();
    }

    @Test
    @DisplayName("T19 Error responses are recorded, and replayed in their order to an application that tries again")
    void t19ErrorResponsesAreReplayedInTheirOrder() throws Exception {
        List<String> statuses = List.of("500 No", "500 No", "500 No", "401 Unauthorized", "200 OK");
        List<Integer> calls = new ArrayList<>();
        server.on("/flaky", (request, wire) -> {
            calls.add(1);
            String status = statuses.get(calls.size() - 1);
            if (status.startsWith("401")) {
                wire.respond(status, "WWW-Authenticate: Bearer", ""); // Jetty's client loses the body of most of them
            } else {
                wire.respond(status, "", "answer " + calls.size());
            }
        });
        ClientRequest request = get("/flaky").with("Authorization", "Bearer expired-key");
        ClientRequest refreshed = get("/flaky").with("Authorization", "Bearer fresh-key");
        List<String> seen = new ArrayList<>();
        Use<TransportClient> use = client -> {
            for (ClientRequest sent : List.of(request, request, request, request, refreshed)) {
                Seen answer = fetch(client, sent);
                seen.add(answer.status() + " " + answer.text());
            }
        };
        recordErrors();

        Report recorded = record(use);
        Report report = replay(use);

        List<String> all = List.of("500 answer 1", "500 answer 2", "500 answer 3", "401 ", "200 answer 5");
        assertThat(seen.subList(0, 5)).isEqualTo(all);
        assertThat(seen.subList(5, 10)).isEqualTo(all);
        assertThat(recorded.counts().dropped()).isEmpty();
        assertThat(report.refusals()).isEmpty();
    }

    private void recordErrors() {
        vcr = vcr.toBuilder().record(Recorded.ERRORS).build();
    }

    /** Records a request that fails, and replays it. */
    private Ended assertSameEnd(ClientRequest request) throws Exception {
        recordErrors();
        List<Ended> ends = new ArrayList<>();
        Report recorded = record(client -> ends.add(ended(client, request)));
        Report report = replay(client -> ends.add(ended(client, request)));

        Ended live = ends.get(0);
        Ended replayed = ends.get(1);
        assertThat(recorded.counts().dropped()).isEqualTo(Map.of());
        assertThat(stored()).extracting(Episode::failure).hasSize(1).doesNotContainNull();
        assertThat(report.refusals()).isEmpty();
        assertThat(replayed.body).startsWith(live.body);
        assertThat(stored().get(0).response().body()).isEqualTo(Body.of(replayed.body));
        if (live.failure == null) {
            assertThat(replayed.failure).isNull();
        } else {
            assertThat(visibleClass(replayed.failure)).isEqualTo(visibleClass(live.failure));
            assertThat(Objects.requireNonNull(replayed.failure).getMessage()).isEqualTo(live.failure.getMessage());
        }
        return replayed;
    }

    /** The class of an exception that an application can name: Netty throws some of a class that nobody can make. */
    private static @Nullable Class<?> visibleClass(@Nullable Throwable failure) {
        Class<?> type = failure == null ? null : failure.getClass();
        while (type != null && !Modifier.isPublic(type.getModifiers())) {
            type = type.getSuperclass();
        }
        return type;
    }

    private static Ended ended(TransportClient client, ClientRequest request) {
        StringBuilder body = new StringBuilder();
        try (Exchange exchange = client.send(request)) {
            exchange.head();
            InputStream stream = exchange.body();
            for (int read = stream.read(); read >= 0; read = stream.read()) {
                body.append((char) read);
            }
            return new Ended(body.toString(), null);
        } catch (IOException e) {
            return new Ended(body.toString(), e);
        }
    }
}
