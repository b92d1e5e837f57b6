package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.internal.stream.EventFeed;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Subscription;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which requests an event of a subscription waits for, and which values it repeats of them. */
@Timeout(60)
class SubscriptionMomentsTest extends SubscriptionFixture {

    SubscriptionMomentsTest() {
        super(RecordMode.NEW_EPISODES);
    }

    private static final String PRICE = "event: price\ndata: 1\n\n";

    private static Session open(Persister store, RecordMode mode) {
        return Vcr.builder(store).environment(Map.of()).mode(mode).build().open(ID);
    }

    private static String answer(int id, String result) {
        return "data: {\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"" + result + "\"}\n\n";
    }

    private InputStream replayed() {
        finish();
        return replay();
    }

    @Test
    void anEventDoesNotWaitForARequestToAnotherHost() throws IOException {
        Capture capture = subscribe();
        send(get("https://telemetry.example.com/beat"));
        data(capture, PRICE);
        send(get("https://api.example.com:8443/other"));
        data(capture, PRICE);
        capture.close();
        InputStream events = replayed();

        assertThat(stored().get(0).subscription()).isEqualTo(new Subscription(List.of(0, 0), true));
        assertThat(read(events)).isEqualTo(PRICE);
        assertThat(read(events)).isEqualTo(PRICE);
        session.finish(Outcome.PASSED);
    }

    @Test
    void anEventWaitsForTheRequestsToItsHostAmongOthers() throws IOException {
        Capture capture = subscribe();
        send(get("https://telemetry.example.com/beat"));
        send(call(1, "a"));
        data(capture, answer(1, "A"));
        capture.close();
        InputStream events = replayed();
        send(call(71, "a"));

        assertThat(stored().get(0).subscription()).isEqualTo(new Subscription(List.of(1), true));
        assertThat(read(events)).isEqualTo(answer(71, "A"));
        session.finish(Outcome.PASSED);
    }

    @Test
    void anEventDoesNotHaveTheIdOfAClientOfAnotherHost() throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        send(call("other.example.com", 1, "a"));
        data(capture, answer(1, "A"));
        capture.close();
        InputStream events = replayed();
        send(call(71, "a"));
        send(call("other.example.com", 99, "a"));

        assertThat(read(events)).isEqualTo(answer(71, "A"));
        session.finish(Outcome.PASSED);
    }

    @Test
    void anIdThatIsSentAsItWasRecordedIsNotThatOfAnEarlierClient() throws IOException {
        Capture capture = subscribe();
        send(call(1, "a"));
        send(call(1, "b"));
        data(capture, answer(1, "B"));
        capture.close();
        InputStream events = replayed();
        send(call(99, "a"));
        send(call(1, "b"));

        assertThat(read(events)).isEqualTo(answer(1, "B"));
        session.finish(Outcome.PASSED);
    }

    private static Episode stream(Integer... after) {
        Headers type = Headers.of("Content-Type", "text/event-stream");
        return new Episode(EVENTS, new HttpResponse(200, "OK", type, Body.of(PRICE)), Exchanges.NOON, null, null)
                .withSubscription(new Subscription(List.of(after), true));
    }

    @Test
    void anEventDoesNotWaitForAnExpiredExchange() throws IOException {
        Episode expired = Exchanges.episode(get("https://api.example.com/gone"), "", Exchanges.NOON);
        Episode valid = Exchanges.episode(get("https://api.example.com/a"), "");
        store.save(Exchanges.cassette(stream(2), expired, valid));
        InputStream events = replayed();
        send(valid.request());

        assertThat(read(events)).isEqualTo(PRICE);
        session.finish(Outcome.PASSED);
    }

    @Test
    void anEventThatComesAfterMoreExchangesThanThereAreWaitsForAll() throws IOException {
        Episode valid = Exchanges.episode(get("https://api.example.com/a"), "");
        store.save(Exchanges.cassette(valid, stream(Integer.MAX_VALUE), valid));
        InputStream events = replayed();

        assertThat(((EventFeed) events).isReadable()).isFalse();
        send(valid.request());
        send(valid.request());
        assertThat(read(events)).isEqualTo(PRICE);
        session.finish(Outcome.PASSED);
    }

    @Test
    void aStreamThatTheServerEndsHasNoMomentsIfItIsNoJsonRpc() throws IOException {
        Capture capture = subscribe();
        send(get("https://api.example.com/other"));
        data(capture, PRICE);
        capture.end();
        session.finish(Outcome.PASSED);

        assertThat(stored().get(0).subscription()).isNull();
    }

    @Test
    void theStreamEndsIfTheSessionEndsDuringTheLoad() throws Exception {
        data(subscribe(), PRICE);
        session.finish(Outcome.PASSED);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch sealed = new CountDownLatch(1);
        Persister slow = new Persister() {
            @Override
            public Optional<Cassette> load(CassetteId id) throws IOException {
                loading.countDown();
                awaitUnchecked(sealed);
                return store.load(id);
            }

            @Override
            public void save(Cassette cassette) throws IOException {
                store.save(cassette);
            }

            @Override
            public boolean delete(CassetteId id) throws IOException {
                return store.delete(id);
            }
        };
        session = Vcr.builder(slow)
                .environment(Map.of())
                .mode(RecordMode.NONE)
                .build()
                .open(ID);
        CompletableFuture<InputStream> events = CompletableFuture.supplyAsync(this::reopen);
        awaitUnchecked(loading);

        session.seal();
        sealed.countDown();

        assertThat(read(events.join())).isEqualTo("end");
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
