package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Persister;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.OutgoingRequest;
import io.vcr.transport.SocketPlayback;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

    private static final CassetteId ID = CassetteId.of("talk");
    private static final String URI = "wss://api.example.com/v1/realtime?model=small";
    private static final HttpResponse SWITCHING =
            new HttpResponse(101, "Switching Protocols", Headers.of("Upgrade", "websocket"), Body.EMPTY);

    private final Persister store = Persisters.inMemory();
    private final Vcr vcr = Vcr.builder(store).environment(Map.of()).build();

    /** One side of a live conversation, as an adapter reports it. */
    private interface Script {
        void play(Capture capture);
    }

    private static final Script GREETING = capture -> {
        capture.message(false, "{\"type\":\"session.created\"}");
        capture.message(true, "{\"type\":\"say\",\"text\":\"hi\"}");
        capture.message(false, "{\"type\":\"said\",\"text\":\"hello\"}");
        capture.message(false, new byte[] {1, 2, (byte) 200});
        capture.closing(false, 1000, "bye");
    };

    private Report record(Script script) {
        Session session = vcr.open(ID);
        converse(session, Uri.of(URI), script);
        return session.finish(Outcome.PASSED);
    }

    private static @Nullable Talk converse(Session session, Uri uri, @Nullable Script live) {
        try {
            return Transport.of(session).execute(new Handshake(uri), new Call(live));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record Handshake(Uri uri) implements OutgoingRequest {

        @Override
        public HttpRequest head() {
            return new HttpRequest("GET", uri, Headers.of("Authorization", "Bearer sk-not-a-real-one"), Body.EMPTY);
        }

        @Override
        public Body body() {
            return Body.EMPTY;
        }
    }

    private record Call(@Nullable Script live) implements ClientCall<@Nullable Talk, RuntimeException> {

        @Override
        public Talk answer(Answer answer) {
            Talk talk = new Talk();
            if (answer.isConversation()) {
                talk.playback = SocketPlayback.of(answer, talk);
                talk.playback.request(Long.MAX_VALUE);
                talk.playback.start();
            } else {
                talk.events.add("status " + answer.status());
            }
            return talk;
        }

        @Override
        public @Nullable Talk send() {
            throw new AssertionError("it went live");
        }

        @Override
        public @Nullable Talk record(Capture capture) {
            if (live == null) {
                throw new AssertionError("it went live");
            }
            capture.conversation(() -> SWITCHING);
            live.play(capture);
            capture.end();
            return null;
        }
    }

    /** A client of a replay, and what it sees. */
    private static final class Talk implements SocketPlayback.Receiver {

        final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Nullable
        SocketPlayback playback;

        @Override
        public void message(Message message) {
            events.add(message.data().text().orElseGet(() -> message.data().length() + " bytes"));
        }

        @Override
        public void closed(int code, String reason) {
            events.add("closed " + code + " " + reason);
        }

        @Override
        public void failed(IOException failure) {
            events.add("failed " + failure.getMessage());
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        }

        Talk say(String text) {
            if (playback != null) {
                playback.send(text);
            }
            return this;
        }
    }

    private interface Replay {
        void with(Talk talk) throws InterruptedException;
    }

    private Report replay(Replay replay) throws InterruptedException {
        return replay(vcr, replay);
    }

    private static Report replay(Vcr vcr, Replay replay) throws InterruptedException {
        Session session = vcr.toBuilder().mode(RecordMode.NONE).build().open(ID);
        Talk talk = converse(session, Uri.of(URI), null);
        if (talk == null) {
            throw new AssertionError("nothing was played");
        }
        replay.with(talk);
        return session.finish(Outcome.PASSED);
    }

    private Conversation stored() {
        try {
            Episode episode = store.load(ID).orElseThrow().episodes().get(0);
            return Optional.ofNullable(episode.conversation()).orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> texts(Conversation conversation) {
        return conversation.messages().stream()
                .map(message ->
                        (message.sent() ? "> " : "< ") + message.data().text().orElse("?"))
                .toList();
    }

    @Test
    void aConversationIsOneEpisode() {
        Report report = record(GREETING);

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(report.counts().recorded()).isOne();
        assertThat(stored().messages()).hasSize(4);
    }

    @Test
    void whatTheServerSaysWaitsForTheClient() throws InterruptedException {
        record(GREETING);

        Report report = replay(talk -> {
            assertThat(talk.next()).contains("session.created");
            assertThat(talk.events).isEmpty();
            talk.say("{ \"text\": \"hi\", \"type\": \"say\" }");
            assertThat(talk.next()).contains("said");
            assertThat(talk.next()).isEqualTo("3 bytes");
            assertThat(talk.next()).isEqualTo("closed 1000 bye");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void anotherMessageIsRefusedWithTheDifference() throws InterruptedException {
        record(GREETING);

        Report report = replay(talk -> {
            talk.next();
            assertThat(talk.say("{\"type\":\"say\",\"text\":\"ho\"}").next())
                    .contains("message 1 of the client")
                    .contains("$.text recorded \"hi\", sent \"ho\"");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(report.refusals()).singleElement().asString().contains("another message than recorded");
    }

    @Test
    void anotherSocketIsRefused() {
        record(GREETING);
        Session session = vcr.toBuilder().mode(RecordMode.NONE).build().open(ID);

        Talk talk = converse(session, Uri.of("wss://api.example.com/v1/realtime?model=large"), null);

        assertThat(talk).isNotNull();
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void anOrdinaryRequestIsNotAnsweredByAConversation() {
        record(GREETING);
        Session session = vcr.toBuilder()
                .mode(RecordMode.NONE)
                .matchers(List.of(Matchers.method(), Matchers.host(), Matchers.path()))
                .build()
                .open(ID);

        converse(session, Uri.of("https://api.example.com/v1/realtime"), null);

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void idsThatTheClientMakesUpAreItsOwnInTheReplay() throws InterruptedException {
        record(capture -> {
            capture.message(true, "{\"event_id\":\"event_aaaaaaaa\",\"item\":{\"id\":\"item_11111111\"}}");
            capture.message(false, "{\"event_id\":\"event_server01\",\"item_id\":\"item_11111111\"}");
            capture.message(true, "{\"event_id\":\"event_bbbbbbbb\",\"item_id\":\"item_11111111\",\"drop\":true}");
            capture.message(false, "{\"dropped\":\"item_11111111\"}");
        });

        Report report = replay(talk -> {
            talk.say("{\"event_id\":\"event_cccccccc\",\"item\":{\"id\":\"item_22222222\"}}");
            assertThat(talk.next()).isEqualTo("{\"event_id\":\"event_server01\",\"item_id\":\"item_22222222\"}");
            talk.say("{\"event_id\":\"event_dddddddd\",\"item_id\":\"item_22222222\",\"drop\":true}");
            assertThat(talk.next()).isEqualTo("{\"dropped\":\"item_22222222\"}");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void anIdThatWasNotMadeUpMustBeTheRecordedOne() throws InterruptedException {
        record(capture -> capture.message(true, "{\"model_id\":\"model-small-1\",\"voice_id\":\"voice-number-7\"}"));

        Report report =
                replay(talk -> assertThat(talk.say("{\"model_id\":\"model-large-1\",\"voice_id\":\"voice-number-7\"}")
                                .next())
                        .contains("$.model_id"));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    private static String audio(byte[] bytes, int from, int to) {
        byte[] piece = java.util.Arrays.copyOfRange(bytes, from, to);
        return "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                + Base64.getEncoder().encodeToString(piece) + "\"}";
    }

    @Test
    void audioIsComparedJoined() throws InterruptedException {
        byte[] sound = "the sound of somebody who asks how far the moon is".getBytes(StandardCharsets.US_ASCII);
        record(capture -> {
            capture.message(true, audio(sound, 0, 20));
            capture.message(false, "{\"type\":\"speech_started\"}");
            capture.message(true, "{\"type\":\"note\"}");
            capture.message(true, audio(sound, 20, sound.length));
            capture.message(false, "{\"type\":\"speech_stopped\"}");
        });

        Report report = replay(talk -> {
            talk.say(audio(sound, 0, 7)).say(audio(sound, 7, 31)).say("{\"type\":\"note\"}");
            assertThat(talk.next()).contains("speech_started");
            assertThat(talk.events).isEmpty();
            talk.say(audio(sound, 31, sound.length));
            assertThat(talk.next()).contains("speech_stopped");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void otherAudioIsRefused() throws InterruptedException {
        byte[] sound = "the sound of somebody who asks".getBytes(StandardCharsets.US_ASCII);
        record(capture -> capture.message(true, audio(sound, 0, sound.length)));
        sound[17] = 'X';

        Report report = replay(talk ->
                assertThat(talk.say(audio(sound, 0, sound.length)).next()).contains("differs at byte 17"));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    private static String append(String eventId, String audio) {
        return "{\"event_id\":\"" + eventId + "\",\"type\":\"append\",\"audio\":\"" + audio + "\"}";
    }

    @Test
    void idsThatTheClientMakesUpMayDifferInAudio() throws InterruptedException {
        record(capture -> {
            capture.message(true, append("event_aaaaaa1", "AAEC"));
            capture.message(true, append("event_aaaaaa2", "AwQF"));
            capture.message(false, "heard");
        });

        Report report = replay(talk ->
                assertThat(talk.say(append("event_bbbbbb1", "AAECAwQF")).next()).isEqualTo("heard"));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void audioBehindTheRecordedOneMustBeOfTheSameKind() throws InterruptedException {
        record(capture -> capture.message(true, "{\"type\":\"append\",\"audio\":\"AAEC\"}"));

        Report report = replay(talk -> {
            talk.say("{\"type\":\"append\",\"audio\":\"AAEC\"}").say("{\"type\":\"append\",\"audio\":\"AAEC\"}");
            talk.say("{\"type\":\"create\",\"audio\":\"AAEC\"}");
            assertThat(talk.next()).contains("the client sends audio", "$.type");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void noSecretInAMessageIsStored() {
        String key = "sk-proj-" + "Ab3dEf6hIj9lMn2pQr5tUv8x".repeat(2);
        record(capture -> {
            capture.message(false, "{\"client_secret\":{\"value\":\"" + key + "\"}}");
            capture.message(true, "{\"auth\":\"Bearer " + key + "\"}");
            for (int i = 0; i < key.length(); i += 5) {
                String piece = key.substring(i, Math.min(key.length(), i + 5));
                capture.message(false, "{\"type\":\"delta\",\"delta\":\"" + piece + "\"}");
            }
        });

        String all = String.join("\n", texts(stored()));
        assertThat(all).doesNotContain(key).doesNotContain(key.substring(10, 20));
        assertThat(all.replaceAll("[^A-Za-z0-9-]|delta|type", "")).doesNotContain(key.substring(8, 30));
    }

    @Test
    void aConversationInWhichTheClientSaysASecretInPiecesIsNotSaved() throws IOException {
        String key = "sk-proj-" + "Ab3dEf6hIj9lMn2pQr5tUv8x".repeat(2);

        Report report = record(capture -> {
            for (int i = 0; i < key.length(); i += 5) {
                String piece = key.substring(i, Math.min(key.length(), i + 5));
                capture.message(true, "{\"type\":\"append\",\"text\":\"" + piece + "\"}");
            }
        });

        assertThat(report.save().toString()).contains("in its messages of the client together");
        assertThat(store.load(ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<login><password>Zq8vT3kLm9XwR2bN</password></login>",
                "access_token=Zq8vT3kLm9XwR2bN&user=me",
                "40{\"access_token\":\"Zq8vT3kLm9XwR2bN\"}",
                "42/admin,7[\"login\",{\"access_token\":\"Zq8vT3kLm9XwR2bN\"}]",
                "{\"access_token\":\"Zq8vT3kLm9XwR2bN\"}\u001e",
                "CONNECT\nlogin:me\npasscode:Zq8vT3kLm9XwR2bN\n\n\u0000",
                "MESSAGE\nsubscription:1\n\n{\"access_token\":\"Zq8vT3kLm9XwR2bN\"}\u0000"
            })
    void noSecretUnderATellingNameIsStoredInWhicheverFormAndDirection(String text) throws IOException {
        for (boolean sent : new boolean[] {true, false}) {
            store.delete(ID);
            record(capture -> capture.message(sent, text));

            assertThat(texts(stored()))
                    .singleElement()
                    .asString()
                    .contains("-1")
                    .doesNotContain("Zq8vT3kLm9XwR2bN");
        }
    }

    @Test
    void whatAMessageShowsToBeASecretIsNotStoredInTheHandshakeAndTheReasonOfTheClose() throws IOException {
        Session session = vcr.open(ID);
        HttpResponse handshake = SWITCHING.withHeaders(Headers.of("X-Connection", "Zq8vT3kLm9XwR2bN"));
        Transport.of(session).execute(new Handshake(Uri.of(URI)), new ClientCall<String, RuntimeException>() {
            @Override
            public String answer(Answer answer) {
                throw new AssertionError("it was replayed");
            }

            @Override
            public String send() {
                throw new AssertionError("it is not recorded");
            }

            @Override
            public String record(Capture capture) {
                capture.conversation(() -> handshake);
                capture.message(false, "{\"access_token\":\"Zq8vT3kLm9XwR2bN\"}");
                capture.closing(false, 4000, "Zq8vT3kLm9XwR2bN is used up");
                capture.end();
                return "";
            }
        });
        session.finish(Outcome.PASSED);

        assertThat(new String(CassetteCodec.YAML.encode(store.load(ID).orElseThrow()), StandardCharsets.UTF_8))
                .doesNotContain("Zq8vT3kLm9XwR2bN")
                .contains("is used up");
    }

    @ParameterizedTest
    @EnumSource(CassetteCodec.class)
    void aConversationIsReadAsItWasWritten(CassetteCodec codec) throws IOException {
        record(GREETING);
        Cassette cassette = store.load(ID).orElseThrow();

        Cassette again = CassetteCodec.decode(ID, codec.encode(cassette), "it");

        assertThat(again.episodes()).isEqualTo(cassette.episodes());
    }

    @Test
    void aConversationOfAnotherToolAnswersAnyHandshake() throws IOException, InterruptedException {
        String yaml = """
                version: 1
                interactions:
                - kind: message
                  direction: sent
                  at: 0.0
                  data: {type: start, voice: alloy}
                - kind: message
                  direction: received
                  at: 0.8
                  data: {type: started, n: 1.50, ok: true}
                - kind: close
                  code: 1011
                  reason: ''
                  at: 2.869
                - kind: message
                  direction: received
                  data: again
                """;
        store.save(CassetteCodec.decode(ID, yaml.getBytes(StandardCharsets.UTF_8), "it"));
        List<Episode> episodes = store.load(ID).orElseThrow().episodes();
        assertThat(episodes).hasSize(2);

        Report report = replay(talk -> {
            talk.say("{\"voice\": \"alloy\", \"type\": \"start\"}");
            assertThat(talk.next()).isEqualTo("{\"type\": \"started\", \"n\": 1.5, \"ok\": true}");
            assertThat(talk.next()).isEqualTo("closed 1011 ");
        });

        assertThat(report.counts().replayed()).isOne();
        assertThat(report.counts().unplayed()).isOne();
    }

    @Test
    void theRecordedMessagesOfAnotherToolPassTheFiltersBeforeTheyAreCompared()
            throws IOException, InterruptedException {
        String yaml = """
                version: 1
                interactions:
                - {kind: message, direction: sent, data: {type: auth, api_key: removed-by-hand}}
                - {kind: message, direction: received, data: welcome}
                """;
        store.save(CassetteCodec.decode(ID, yaml.getBytes(StandardCharsets.UTF_8), "it"));

        replay(talk -> assertThat(talk.say("{\"type\":\"auth\",\"api_key\":\"Zq8vT3kLm9XwR2bN\"}")
                        .next())
                .isEqualTo("welcome"));
    }

    @Test
    void messagesFollowTheHandshakeBeforeThem() throws IOException {
        String yaml = """
                version: 1
                interactions:
                - request: {method: POST, uri: 'https://api.example.com/calls', headers: {}, body: null}
                  response: {status: {code: 201, message: Created}, headers: {}, body: {string: ok}}
                - request: {method: GET, uri: 'https://api.example.com/one', headers: {Upgrade: [websocket]}, body: null}
                  response: {status: {code: 101, message: Switching Protocols}, headers: {}, body: {string: ''}}
                - {kind: message, direction: received, data: first}
                - request: {method: GET, uri: 'wss://api.example.com/two', headers: {}, body: null}
                  response: {status: {code: 101, message: Switching Protocols}, headers: {}, body: {string: ''}}
                - {kind: message, direction: received, data: !!binary AAEC}
                """;

        List<Episode> episodes = CassetteCodec.decode(ID, yaml.getBytes(StandardCharsets.UTF_8), "it")
                .episodes();

        assertThat(episodes)
                .extracting(episode -> episode.request().uri().text())
                .containsExactly(
                        "https://api.example.com/calls", "wss://api.example.com/one", "wss://api.example.com/two");
        assertThat(episodes.get(0).conversation()).isNull();
        assertThat(said(episodes.get(1))).containsExactly(Body.of("first"));
        assertThat(said(episodes.get(2))).containsExactly(Body.of(new byte[] {0, 1, 2}));
    }

    private static List<Body> said(Episode episode) {
        List<Body> said = new ArrayList<>();
        Conversation conversation = episode.conversation();
        if (conversation != null) {
            conversation.messages().forEach(message -> said.add(message.data()));
        }
        return said;
    }

    @Test
    void aHandshakeWithALengthOfZeroEndsNoConversation() {
        Session session = vcr.open(ID);
        Capture capture = ((Decision.Live) session.decide(new Handshake(Uri.of(URI)).head())).capture();
        capture.conversation(() -> SWITCHING.withHeaders(Headers.of("Upgrade", "websocket", "Content-Length", "0")));
        GREETING.play(capture);
        capture.end();
        session.finish(Outcome.PASSED);

        assertThat(stored().messages()).hasSize(4);
    }

    @Test
    void aConversationOverALimitIsDropped() {
        Vcr small = vcr.toBuilder().limits(Limits.DEFAULT.withMaxBodyBytes(100)).build();
        Session session = small.open(ID);
        converse(session, Uri.of(URI), capture -> capture.message(false, "x".repeat(101)));

        assertThat(session.finish(Outcome.PASSED).counts().dropped())
                .containsOnlyKeys("conversation over maxBodyBytes");
    }

    @Test
    void aConversationThatIsOpenAtTheEndIsRecorded() throws InterruptedException {
        Session session = vcr.open(ID);
        try {
            Transport.of(session).execute(new Handshake(Uri.of(URI)), new ClientCall<Object, RuntimeException>() {
                @Override
                public Object answer(Answer answer) {
                    throw new AssertionError("nothing is recorded");
                }

                @Override
                public Object send() {
                    throw new AssertionError("it passed through");
                }

                @Override
                public Object record(Capture capture) {
                    capture.conversation(() -> SWITCHING);
                    capture.message(false, "{\"type\":\"hello\"}");
                    return capture;
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isOne();

        replay(talk -> {
            assertThat(talk.next()).contains("hello");
            assertThat(talk.events).isEmpty();
        });
    }

    @Test
    void theTokensOfEachAnswerCount() {
        Report report = record(capture -> {
            capture.message(true, "{\"type\":\"response.create\"}");
            for (int i = 0; i < 2; i++) {
                capture.message(
                        false,
                        "{\"type\":\"response.done\",\"response\":{\"usage\":{\"total_tokens\":17,\"input_tokens\":12,"
                                + "\"output_tokens\":5}}}");
            }
        });

        assertThat(report.usage().live()).containsOnlyKeys("small");
        Report.Tokens tokens = report.usage().live().values().iterator().next();
        assertThat(tokens.input()).isEqualTo(24);
        assertThat(tokens.output()).isEqualTo(10);
    }

    @Test
    void aMessageOfAnotherStructureIsDrift() {
        record(capture -> capture.message(false, "{\"type\":\"said\",\"text\":\"hello\"}"));
        Session session = vcr.toBuilder().mode(RecordMode.ALL).build().open(ID);
        converse(
                session,
                Uri.of(URI),
                capture -> capture.message(false, "{\"type\":\"said\",\"transcript\":\"hello\"}"));

        assertThat(session.finish(Outcome.PASSED).drift()).anyMatch(change -> change.contains("text went"));
    }

    @Test
    void aConversationThatBrokeOffBreaksOffAgain() throws InterruptedException {
        Vcr errors = vcr.toBuilder().record(Recorded.ERRORS).build();
        Session session = errors.open(ID);
        converse(session, Uri.of(URI), capture -> {
            capture.message(false, "{\"type\":\"hello\"}");
            capture.fail(new java.io.EOFException("the connection is gone"), false);
        });
        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isOne();

        replay(errors, talk -> {
            assertThat(talk.next()).contains("hello");
            assertThat(talk.next()).isEqualTo("failed the connection is gone");
        });
    }

    @Test
    void aConversationThatBrokeOffIsNotRecordedByDefault() {
        Session session = vcr.open(ID);
        converse(session, Uri.of(URI), capture -> {
            capture.message(false, "{\"type\":\"hello\"}");
            capture.fail(new java.io.EOFException("the connection is gone"), false);
        });

        assertThat(session.finish(Outcome.PASSED).counts().recorded()).isZero();
    }

    @Test
    void nothingIsPlayedAfterTheClientHasDroppedItsConnection() throws Exception {
        String yaml = """
                version: 1
                interactions:
                - {kind: message, direction: received, data: late, at: 0.3}
                """;
        store.save(CassetteCodec.decode(ID, yaml.getBytes(StandardCharsets.UTF_8), "it"));

        replay(vcr.toBuilder().pace(1).build(), talk -> {
            if (talk.playback != null) {
                talk.playback.cancel();
            }
            assertThat(talk.events.poll(1, TimeUnit.SECONDS)).isNull();
        });
    }

    @Test
    void nothingIsPlayedToAReceiverThatRequestsNothing() throws Exception {
        record(capture -> {
            capture.message(false, "one");
            capture.message(false, "two");
        });
        Session session = vcr.toBuilder().mode(RecordMode.NONE).build().open(ID);
        Talk talk = new Talk();
        Transport.of(session).execute(new Handshake(Uri.of(URI)), new ClientCall<Object, RuntimeException>() {
            @Override
            public Object answer(Answer answer) {
                talk.playback = SocketPlayback.of(answer, talk);
                talk.playback.start();
                return talk;
            }

            @Override
            public Object send() {
                throw new AssertionError("it went live");
            }

            @Override
            public Object record(Capture capture) {
                throw new AssertionError("it went live");
            }
        });

        assertThat(talk.events.poll(100, TimeUnit.MILLISECONDS)).isNull();
        if (talk.playback != null) {
            talk.playback.request(1);
        }
        assertThat(talk.next()).isEqualTo("one");
        assertThat(talk.events.poll(100, TimeUnit.MILLISECONDS)).isNull();
        session.finish(Outcome.PASSED);
    }
}
