package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Route;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters with one mistake each fail the rule that the mistake breaks, and no other. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("io.vcr.OpenSessions")
class BrokenTransportsTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(ReplaysCreatedAsOk.class, "T1"),
                Arguments.of(JoinsDuplicateHeaders.class, "T2"),
                Arguments.of(SplitsCommas.class, "T3"),
                Arguments.of(TakesImagesForText.class, "T4"),
                Arguments.of(MissesTheEndOfNothing.class, "T5"),
                Arguments.of(HidesTheEncoding.class, "T6"),
                Arguments.of(ForgetsTheLengthOfHead.class, "T7"),
                Arguments.of(ReplaysInOnePiece.class, "T9"),
                Arguments.of(WrapsFailures.class, "T11"),
                Arguments.of(DecidesAgainOnRetry.class, "T12"),
                Arguments.of(RetriesRefusals.class, "T13"),
                Arguments.of(SendsWhatIsRefused.class, "T13"),
                Arguments.of(ConnectsBeforeReplay.class, "T14"),
                Arguments.of(ReadsUploadsTwice.class, "T15"),
                Arguments.of(StatesALength.class, "T15"),
                Arguments.of(RemembersTheFirstSession.class, "T16"),
                Arguments.of(SendsTheKey.class, "T16"),
                Arguments.of(RepeatsTheFirstReplay.class, "T17"),
                Arguments.of(HidesWhatSelects.class, "T18"),
                Arguments.of(EndsWhereTheServerCut.class, "T19"),
                Arguments.of(ShowsTheFirstUrl.class, "T20"),
                Arguments.of(ForgetsTheCookies.class, "T21"),
                Arguments.of(GivesAllEventsAtOnce.class, "T22"));
    }

    @ParameterizedTest(name = "{0} breaks {1}")
    @MethodSource("mistakes")
    void aMistakeBreaksItsRuleAndNoOther(Class<?> contract, String rule) {
        assertThat(BrokenRules.of(contract)).containsExactly(rule);
    }

    /**
     * Who waits for all of a stream also waits for streams that are to be closed in the middle. Whether a recorded cut is
     * replayed the same depends on bytes that the exception of the client may overtake.
     */
    @Test
    void readingAheadBreaksBothRulesAboutStreams() {
        assertThat(BrokenRules.of(ReadsAllOfAStream.class))
                .contains("T10", "T22", "T9")
                .isSubsetOf("T10", "T19", "T22", "T9");
    }

    /** A subscription ends when it is closed. */
    @Test
    void droppingWhatIsClosedBreaksBothRulesAboutClosedStreams() {
        assertThat(BrokenRules.of(DropsWhatIsClosed.class)).containsExactly("T10", "T22");
    }

    /** What is not recorded shows no URL in a replay. */
    @Test
    void droppingWhatWasRedirectedBreaksBothRulesAboutRedirects() {
        assertThat(BrokenRules.of(DropsWhatWasRedirected.class)).containsExactly("T20", "T8");
    }

    /** What is recorded as whole can neither be dropped nor fail in a replay. */
    @Test
    void recordingCutStreamsBreaksBothRulesAboutCuts() {
        assertThat(BrokenRules.of(RecordsCutStreams.class)).containsExactly("T10", "T19");
    }

    @Test
    void everyRuleHasAMistake() {
        Set<String> rules = new TreeSet<>(
                BrokenRules.rules(BrokenRules.tests(SoundTransportTest.class).finished()));

        assertThat(Stream.concat(Stream.of("T8", "T10"), mistakes().map(mistake -> (String) mistake.get()[1]))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(rules);
    }

    /** A contract over a broken adapter. */
    abstract static class Broken extends TransportContract {

        private final Function<Attachment, SoundTransport> adapter;

        Broken(Function<Attachment, SoundTransport> adapter) {
            this.adapter = adapter;
        }

        @Override
        protected TransportClient client(Attachment attachment) {
            return attachment instanceof Attachment.Bare ? new SoundTransport(attachment) : adapter.apply(attachment);
        }
    }

    static class ReplaysCreatedAsOk extends Broken {
        ReplaysCreatedAsOk() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                HttpResponse replayedHead(Outgoing outgoing, HttpResponse response) {
                    int status = response.status() == 201 ? 200 : response.status();
                    return new HttpResponse(status, "", response.headers(), Body.EMPTY);
                }
            });
        }
    }

    static class JoinsDuplicateHeaders extends Broken {
        JoinsDuplicateHeaders() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                HttpResponse capturedHead(HttpResponse head, java.net.http.HttpResponse<InputStream> response) {
                    Headers.Builder joined = Headers.builder();
                    response.headers().map().forEach((name, values) -> joined.add(name, String.join(", ", values)));
                    return head.withHeaders(joined.build());
                }
            });
        }
    }

    static class SplitsCommas extends Broken {
        SplitsCommas() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                HttpResponse capturedHead(HttpResponse head, java.net.http.HttpResponse<InputStream> response) {
                    Headers.Builder split = Headers.builder();
                    for (int i = 0; i < head.headers().size(); i++) {
                        for (String value : head.headers().value(i).split(", *")) {
                            split.add(head.headers().name(i), value);
                        }
                    }
                    return head.withHeaders(split.build());
                }
            });
        }
    }

    static class TakesImagesForText extends Broken {
        TakesImagesForText() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                void data(Capture capture, HttpResponse head, byte[] bytes, int offset, int length) {
                    byte[] copy = bytes.clone();
                    if (head.headers()
                            .first("Content-Type")
                            .filter("image/png"::equals)
                            .isPresent()) {
                        for (int i = 0; i < copy.length; i++) {
                            copy[i] &= 0x7f;
                        }
                    }
                    super.data(capture, head, copy, offset, length);
                }
            });
        }
    }

    static class MissesTheEndOfNothing extends Broken {
        MissesTheEndOfNothing() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                void end(Capture capture, long length) {
                    if (length > 0) {
                        super.end(capture, length);
                    }
                }
            });
        }
    }

    static class HidesTheEncoding extends Broken {
        HidesTheEncoding() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                HttpResponse capturedHead(HttpResponse head, java.net.http.HttpResponse<InputStream> response) {
                    return head.withHeaders(head.headers().without("Content-Encoding"));
                }
            });
        }
    }

    static class ForgetsTheLengthOfHead extends Broken {
        ForgetsTheLengthOfHead() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                HttpResponse replayedHead(Outgoing outgoing, HttpResponse response) {
                    return outgoing.request.method().equals("HEAD")
                            ? response.withHeaders(response.headers().without("Content-Length"))
                            : super.replayedHead(outgoing, response);
                }
            });
        }
    }

    static class DropsWhatWasRedirected extends Broken {
        DropsWhatWasRedirected() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Exchange recorded(Outgoing outgoing, Capture capture) throws IOException {
                    if (outgoing.request.url().endsWith("/from")) {
                        capture.fail("redirected");
                    }
                    return super.recorded(outgoing, capture);
                }
            });
        }
    }

    static class ReplaysInOnePiece extends Broken {
        ReplaysInOnePiece() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                InputStream replayedBody(Decision.Replay replay) {
                    return replay.episode().failure() == null
                                    && replay.episode().subscription() == null
                            ? replay.episode().response().body().stream()
                            : replay.open();
                }
            });
        }
    }

    static class ReadsAllOfAStream extends Broken {
        ReadsAllOfAStream() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Exchange recorded(Outgoing outgoing, Capture capture) throws IOException {
                    Exchange exchange = super.recorded(outgoing, capture);
                    byte[] all = whole(exchange);
                    return new Exchange() {
                        @Override
                        public HttpResponse head() throws IOException {
                            return exchange.head();
                        }

                        @Override
                        public List<String> urls() throws IOException {
                            return exchange.urls();
                        }

                        @Override
                        public InputStream body() {
                            return new ByteArrayInputStream(all);
                        }

                        @Override
                        public void cancel() {
                            exchange.cancel();
                        }

                        @Override
                        public void close() throws IOException {
                            exchange.close();
                        }
                    };
                }
            });
        }

        /** The scripts of the stalled streams would wait for 20 seconds. */
        private static byte[] whole(Exchange exchange) throws IOException {
            CompletableFuture<byte[]> all = new CompletableFuture<>();
            InputStream body = exchange.body();
            CompletableFuture.runAsync(() -> {
                try {
                    all.complete(body.readAllBytes());
                } catch (IOException e) {
                    all.completeExceptionally(e);
                }
            });
            try {
                return all.get(1000, TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                exchange.cancel();
                throw e.getCause() instanceof IOException failed ? failed : new IOException("It does not end", e);
            }
        }
    }

    static class RecordsCutStreams extends Broken {
        RecordsCutStreams() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                void cut(Capture capture, IOException failure, boolean cancelled) {
                    capture.end();
                }
            });
        }
    }

    static class EndsWhereTheServerCut extends Broken {
        EndsWhereTheServerCut() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                InputStream replayedBody(Decision.Replay replay) {
                    return replay.episode().failure() == null
                            ? replay.open()
                            : replay.episode().response().body().stream();
                }
            });
        }
    }

    static class DropsWhatIsClosed extends Broken {
        DropsWhatIsClosed() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                void closed(Capture capture) {
                    capture.fail("closed early");
                }
            });
        }
    }

    static class WrapsFailures extends Broken {
        WrapsFailures() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                IOException failure(IOException e) {
                    return new IOException("The recorder could not send the request", e);
                }
            });
        }
    }

    static class DecidesAgainOnRetry extends Broken {
        DecidesAgainOnRetry() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Exchange decided(Outgoing outgoing, Decision decision) throws IOException {
                    Exchange exchange = super.decided(outgoing, decision);
                    return exchange.head().status() == 503 ? super.decided(outgoing, decide(outgoing)) : exchange;
                }

                @Override
                java.net.http.HttpResponse<InputStream> sent(ClientRequest request, Optional<Body> read)
                        throws IOException {
                    return sentOnce(request, read);
                }
            });
        }
    }

    static class RetriesRefusals extends Broken {
        RetriesRefusals() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Exchange refused(Outgoing outgoing, Decision.Refuse refuse) throws IOException {
                    decide(outgoing);
                    return super.refused(outgoing, refuse);
                }
            });
        }
    }

    static class SendsWhatIsRefused extends Broken {
        SendsWhatIsRefused() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Exchange refused(Outgoing outgoing, Decision.Refuse refuse) throws IOException {
                    if (attachment instanceof Attachment.Explicit) {
                        try {
                            sent(toSend(outgoing), outgoing.read);
                        } catch (IOException e) {
                            // nobody listens
                        }
                    }
                    return super.refused(outgoing, refuse);
                }
            });
        }
    }

    static class ConnectsBeforeReplay extends Broken {
        ConnectsBeforeReplay() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Exchange replayed(Outgoing outgoing, Decision.Replay replay) throws IOException {
                    URI url = URI.create(outgoing.request.url());
                    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                        socket.getOutputStream().flush();
                    } catch (IOException e) {
                        // nobody listens
                    }
                    return super.replayed(outgoing, replay);
                }
            });
        }
    }

    static class ReadsUploadsTwice extends Broken {
        ReadsUploadsTwice() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                BodyPublisher publisher(Upload upload, Optional<Body> read) {
                    return super.publisher(upload, Optional.empty());
                }
            });
        }
    }

    static class StatesALength extends Broken {
        StatesALength() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                BodyPublisher publisher(Upload upload, Optional<Body> read) {
                    return read.isPresent()
                            ? BodyPublishers.ofByteArray(read.get().bytes())
                            : super.publisher(upload, read);
                }
            });
        }
    }

    static class RepeatsTheFirstReplay extends Broken {
        RepeatsTheFirstReplay() {
            super(attachment -> new SoundTransport(attachment) {

                private final Map<Uri, Body> replays = new ConcurrentHashMap<>();

                @Override
                InputStream replayedBody(Decision.Replay replay) {
                    Uri uri = replay.episode().request().uri();
                    String sent = replay.episode().request().body().text().orElse("");
                    Body first = sent.contains("jsonrpc")
                            ? replays.putIfAbsent(
                                    uri, replay.episode().response().body())
                            : null;
                    return first == null ? super.replayedBody(replay) : first.stream();
                }
            });
        }
    }

    static class GivesAllEventsAtOnce extends Broken {
        GivesAllEventsAtOnce() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                InputStream replayedBody(Decision.Replay replay) {
                    return replay.episode().subscription() == null
                            ? replay.open()
                            : replay.episode().response().body().stream();
                }
            });
        }
    }

    static class HidesWhatSelects extends Broken {
        HidesWhatSelects() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                Decision decide(Outgoing outgoing) throws IOException {
                    Set<String> hidden = Set.of("range", "accept", "soapaction", "x-amz-target");
                    ClientRequest request = outgoing.request;
                    Headers rest = request.headers().without(hidden::contains);
                    Outgoing shown =
                            new Outgoing(new ClientRequest(request.method(), request.url(), rest, request.upload()));
                    try {
                        return super.decide(shown);
                    } finally {
                        outgoing.read = shown.read;
                    }
                }
            });
        }
    }

    static class ShowsTheFirstUrl extends Broken {
        ShowsTheFirstUrl() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                List<String> replayedUrls(Outgoing outgoing, Route route) {
                    return List.of(outgoing.request.url());
                }
            });
        }
    }

    static class ForgetsTheCookies extends Broken {
        ForgetsTheCookies() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                void saveCookies(Uri uri, Headers headers) {}
            });
        }
    }

    static class RemembersTheFirstSession extends Broken {
        RemembersTheFirstSession() {
            super(attachment -> new SoundTransport(attachment) {
                private final AtomicReference<Session> first = new AtomicReference<>();

                @Override
                Session captured() {
                    OpenSessions.bound().ifPresent(session -> first.compareAndSet(null, session));
                    return first.get();
                }
            });
        }
    }

    static class SendsTheKey extends Broken {
        SendsTheKey() {
            super(attachment -> new SoundTransport(attachment) {
                @Override
                ClientRequest toSend(Outgoing outgoing) {
                    return outgoing.request;
                }
            });
        }
    }
}
