package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A session that subscribes to events and sends requests beside them. */
abstract class SubscriptionFixture {

    static final HttpRequest EVENTS = get("https://api.example.com/events");
    static final HttpResponse STREAM =
            new HttpResponse(200, "OK", Headers.of("Content-Type", "text/event-stream"), Body.EMPTY);

    final Persister store = Persisters.inMemory();
    final Vcr vcr = Vcr.builder(store).environment(Map.of()).build();
    Session session;

    SubscriptionFixture(RecordMode mode) {
        this.session = vcr.toBuilder().mode(mode).build().open(ID);
    }

    final Capture subscribe() {
        return begin(EVENTS, STREAM);
    }

    final Capture begin(HttpRequest request, HttpResponse head) {
        Capture capture = ((Decision.Live) session.decide(request)).capture();
        capture.head(head);
        return capture;
    }

    static HttpRequest call(String host, int id, String method) {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\"}";
        return Exchanges.post("https://" + host + "/messages", call);
    }

    static HttpRequest call(int id, String method) {
        return call("api.example.com", id, method);
    }

    final void send(HttpRequest request) throws IOException {
        Exchanges.exchange(session, request, Exchanges.ok(""));
    }

    static void data(Capture capture, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        capture.data(bytes, 0, bytes.length);
    }

    final Report finish() {
        return session.finish(Outcome.PASSED);
    }

    final List<Episode> stored() throws IOException {
        return store.load(ID).map(Cassette::episodes).orElse(List.of());
    }

    /** Subscribes in a new session, which replays. */
    final InputStream replay() {
        session = vcr.toBuilder().mode(RecordMode.NONE).build().open(ID);
        return reopen();
    }

    final InputStream reopen() {
        return ((Decision.Replay) session.decide(EVENTS)).open();
    }

    /** The next piece. */
    static String read(InputStream stream) throws IOException {
        byte[] piece = new byte[8192];
        int length = stream.read(piece);
        return length < 0 ? "end" : new String(piece, 0, length, StandardCharsets.UTF_8);
    }
}
