package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of events that the client ends, not the server. */
@Timeout(60)
class SubscriptionTest extends SubscriptionFixture {

    SubscriptionTest() {
        super(RecordMode.ONCE);
    }

    private static String answer(int id, String result) {
        return "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"" + result + "\"}\n\n";
    }

    private Episode stored(int index) throws IOException {
        return stored().get(index);
    }

    /** Records a server that answers two calls in the stream of another request. */
    private void recordCalls() throws IOException {
        Capture events = subscribe();
        data(events, "event: endpoint\ndata: /messages\n\n");
        send(call(1, "a"));
        data(events, answer(1, "A"));
        send(call(2, "b"));
        data(events, answer(2, "B"));
        events.close();
        finish();
    }

    @Test
    void anEventComesAfterTheRequestsThatItCameAfterWithTheirIds() throws IOException {
        recordCalls();
        InputStream events = replay();

        assertThat(read(events)).isEqualTo("event: endpoint\ndata: /messages\n\n");
        send(call(71, "a"));
        assertThat(read(events)).isEqualTo(answer(71, "A"));
        send(call(72, "b"));
        assertThat(read(events)).isEqualTo(answer(72, "B"));
        assertThat(finish().verdict()).isEqualTo(Verdict.HIT);
    }

    /** Ids tell the order: an event that came too early would have the recorded one. */
    @Test
    void anEventWaitsForAnEarlierRequestThatIsSentLater() throws IOException {
        recordCalls();
        InputStream events = replay();
        read(events);

        send(call(72, "b"));
        CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> readUnchecked(events));
        send(call(71, "a"));

        assertThat(next.join()).isEqualTo(answer(71, "A"));
        assertThat(read(events)).isEqualTo(answer(72, "B"));
        finish();
    }

    private static String readUnchecked(InputStream stream) {
        try {
            return read(stream);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A client may open the stream while it goes on sending. */
    @Test
    void aRequestCountsThatIsSentBeforeTheStreamIsOpened() throws IOException {
        recordCalls();
        session = vcr.toBuilder().mode(RecordMode.NONE).build().open(ID);
        send(call(71, "a"));
        InputStream events = reopen();

        assertThat(read(events)).startsWith("event: endpoint");
        assertThat(read(events)).isEqualTo(answer(71, "A"));
        finish();
    }

    @Test
    void theStreamIsOpenUntilTheSessionEnds() throws IOException {
        recordCalls();
        InputStream events = replay();
        send(call(1, "a"));
        send(call(2, "b"));
        for (int i = 0; i < 3; i++) {
            read(events);
        }
        CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> readUnchecked(events));

        finish();

        assertThat(next.join()).isEqualTo("end");
    }

    @Test
    void aCloseEndsAReadThatWaits() throws IOException {
        recordCalls();
        InputStream events = replay();
        read(events);
        CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> readUnchecked(events));

        events.close();

        assertThat(next.join()).isEqualTo("Socket closed");
        assertThat(finish().counts().unplayed()).isEqualTo(2);
    }

    @Test
    void aStreamThatTheServerHasEndedEndsAtTheSamePlace() throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        data(capture, answer(1, "A"));
        send(call(2, "b"));
        capture.end();
        finish();
        assertThat(stored(0).subscription()).isEqualTo(new Subscription(List.of(1), false));

        InputStream events = replay();
        send(call(71, "a"));
        assertThat(read(events)).isEqualTo(answer(71, "A"));
        assertThat(read(events)).isEqualTo("end");
        finish();
    }

    @Test
    void aSilentStreamThatOtherRequestsWereSentBesideIsRecorded() throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        capture.close();
        assertThat(finish().counts().dropped()).isEmpty();

        assertThat(stored(0).subscription()).isEqualTo(new Subscription(List.of(), true));
        assertThat(stored(0).response().body()).isEqualTo(Body.EMPTY);
    }

    @Test
    void aStreamThatIsOpenWhenTheSessionEndsIsRecordedToItsLastWholeEvent() throws IOException {
        Capture capture = subscribe();
        data(capture, "event: price\ndata: 1\n\n: still here\n\nevent: price\nda");
        assertThat(finish().counts().dropped()).isEmpty();

        assertThat(stored(0).response().body()).isEqualTo(Body.of("event: price\ndata: 1\n\n: still here\n\n"));
        assertThat(stored(0).subscription()).isEqualTo(new Subscription(List.of(0, 0), true));
    }

    /** The client has its answer when the event comes, and does not wait for the response to its request. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfASessionWaitsForAResponseThatComesAfterItsEvent(boolean isStreamClosed) throws Exception {
        Capture events = subscribe();
        Capture call = ((Decision.Live) session.decide(call(1, "a"))).capture();
        data(events, "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n");
        if (isStreamClosed) {
            events.close();
        }
        FutureTask<Report> end = new FutureTask<>(this::finish);
        Thread ending = new Thread(end);
        ending.start();
        while (ending.isAlive() && ending.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        call.head(Exchanges.ok(""));
        call.end();

        assertThat(end.get().counts().dropped()).isEmpty();
        assertThat(stored()).hasSize(2);
    }

    @Test
    @Timeout(30)
    void aStreamAndItsSessionMayEndAtOnce() throws Exception {
        finish();
        for (int i = 0; i < 500; i++) {
            session = vcr.toBuilder().mode(RecordMode.ALL).build().open(ID);
            Capture events = subscribe();
            data(events, "data: {\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n\n");
            Thread closing = new Thread(events::close);
            closing.start();
            finish();
            closing.join();
        }
    }

    @Test
    void aStreamThatIsCancelledIsRecorded() throws IOException {
        Capture capture = subscribe();
        data(capture, "event: price\r\ndata: 1\r\n\r\n");
        capture.fail(new IOException("Canceled"), true);
        assertThat(finish().counts().dropped()).isEmpty();

        assertThat(stored(0).subscription()).isEqualTo(new Subscription(List.of(0), true));
    }

    @Test
    void aStreamWhoseConnectionIsLostIsDropped() {
        Capture capture = subscribe();
        data(capture, "event: price\ndata: 1\n\n");
        capture.fail(new IOException("reset"), false);

        assertThat(finish().counts().dropped()).containsOnlyKeys("connection lost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n",
                "data: {\"candidates\":[{\"content\":{}}]}\n\n",
                "event: message_start\ndata: {\"type\":\"message_start\"}\n\n",
                "event: content_block_delta\ndata: {}\n\n",
                "event: response.output_text.delta\ndata: {}\n\n",
                "data: {\"type\":\"response.created\"}\n\n",
                "event: output\nid: 1\ndata: a word\n\n",
                "data: {\"token\":{\"text\":\"a\"}}\n\n",
                "event: token\ndata: Hel\n\n",
                "event: delta\ndata: Hel\n\n",
                "event: completion\ndata: Hel\n\n",
                "event: chunk\ndata: Hel\n\n",
                "event: messages/partial\ndata: []\n\n",
                "data: {\"type\":\"token\",\"text\":\"Hel\"}\n\n",
                "data:Hel\n\ndata:lo\n\n",
                "event: hello\ndata: {}\n\ndata: {\"text\":\"Hel\"}\n\n",
                "data: {\"jsonrpc\":\"2.0\",\"id\":1}\n\ndata: Hel\n\n",
                "data: Hel",
                "event: tok",
                "event: hello\ndata: {}\n\ndata: {\"choices\":[{\"del",
            })
    void halfAnAnswerOfALanguageModelIsDroppedWhateverIsSentBeside(String event) throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        data(capture, event);
        capture.close();

        assertThat(finish().counts().dropped()).containsOnlyKeys("closed early");
    }

    @Test
    void mereDataThatNothingIsSentBesideIsDropped() {
        Capture capture = subscribe();
        data(capture, "data: Once upon\n\n");
        capture.close();

        assertThat(finish().counts().dropped()).containsOnlyKeys("closed early");
    }

    @Test
    void jsonRpcWithoutNamesIsRecordedIfOtherRequestsAreSentBeside() throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        data(capture, "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\ndata: {\"jsonr");
        capture.close();
        assertThat(finish().counts().dropped()).isEmpty();

        assertThat(stored(0).subscription()).isEqualTo(new Subscription(List.of(1), true));
    }

    @Test
    void jsonRpcWithoutNamesThatNothingIsSentBesideIsDropped() {
        Capture capture = subscribe();
        data(capture, "data: {\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n\n");
        capture.close();

        assertThat(finish().counts().dropped()).containsOnlyKeys("closed early");
    }

    @ParameterizedTest
    @ValueSource(strings = {": still here\n", ": still here\n\n: st", "event: ping\n\n"})
    void whatBeginsNoEventLeavesAStreamSilent(String text) throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        data(capture, text);
        capture.close();

        assertThat(finish().counts().dropped()).isEmpty();
    }

    @Test
    void theStreamOfAPostIsDropped() {
        Capture capture = begin(call(1, "a"), STREAM);
        data(capture, "event: price\ndata: 1\n\n");
        capture.close();

        assertThat(finish().counts().dropped()).containsOnlyKeys("closed early");
    }

    @Test
    void anAnswerOfALanguageModelThatIsWholeIsNoSubscription() throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        data(capture, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n");
        capture.close();
        finish();

        assertThat(stored(0).subscription()).isNull();
    }

    @Test
    void exchangesThatAreDroppedAndOtherSubscriptionsAreNotCounted() throws IOException {
        Capture capture = subscribe();
        Exchanges.exchange(session, get("https://api.example.com/missing"), Exchanges.status(404));
        Capture other = begin(get("https://api.example.com/other"), STREAM);
        send(call(1, "a"));
        data(capture, answer(1, "A"));
        capture.close();
        other.close();
        finish();

        assertThat(stored(0).subscription()).isEqualTo(new Subscription(List.of(1), true));
    }

    @ParameterizedTest
    @EnumSource(Repeats.class)
    void aStreamThatIsOpenedAgainGoesLiveAgain(Repeats repeats) throws IOException {
        session.finish(Outcome.FAILED);
        session = vcr.toBuilder().repeats(repeats).build().open(ID);
        for (int i = 0; i < 2; i++) {
            Capture capture = subscribe();
            data(capture, "event: price\ndata: " + i + "\n\n");
            capture.close();
        }
        finish();

        assertThat(stored()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(CassetteCodec.class)
    void theMomentsAreStored(CassetteCodec codec) throws IOException {
        recordCalls();
        Cassette cassette = store.load(ID).orElseThrow();

        assertThat(CassetteCodec.decode(ID, codec.encode(cassette), "test").episodes())
                .isEqualTo(cassette.episodes());
        assertThat(new String(codec.encode(cassette), StandardCharsets.UTF_8))
                .contains("{\"after\": [0, 1, 2], \"open\": true}");
    }

    @Test
    void aReadOfACancelledCallFails() throws IOException {
        recordCalls();
        InputStream events = replay();
        ((io.vcr.internal.stream.EventFeed) events).endsWhen(() -> true);

        assertThatThrownBy(events::read).isInstanceOf(IOException.class).hasMessage("Socket closed");
        finish();
    }
}
