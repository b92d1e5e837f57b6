package io.vcr.benchmarks.work;

import io.vcr.Decision;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Repeats;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Cassettes of chat completions, and recorders with these cassettes in memory. */
public final class Samples {

    public static final CassetteId ID = CassetteId.of("bench/chat");

    private Samples() {}

    public static HttpRequest httpRequest(int number) {
        return new HttpRequest(
                "POST",
                Uri.of(ChatText.URL),
                Headers.of("Content-Type", ChatText.JSON),
                Body.of(ChatText.request(number)));
    }

    static Episode episode(int number) {
        return episode(number, ChatText.response(number));
    }

    private static Episode episode(int number, String answer) {
        HttpResponse response = new HttpResponse(200, "OK", Headers.of("Content-Type", ChatText.JSON), Body.of(answer));
        return new Episode(httpRequest(number), response, Instant.EPOCH, Instant.parse("2099-01-01T00:00:00Z"), null);
    }

    public static Cassette cassette(int episodes) {
        return Cassette.of(
                ID, IntStream.range(0, episodes).mapToObj(Samples::episode).toList());
    }

    /** A cassette of about this size as JSON: one episode for 5 kB, 12 for 50 kB, 250 for 1 MB. */
    public static Cassette ofKilobytes(CassetteId id, int kilobytes) {
        int episodes = Math.max(1, kilobytes / 4);
        int answer = 1000 * kilobytes / episodes - 1700; // minus the request and the names of the fields
        return Cassette.of(
                id,
                IntStream.range(0, episodes)
                        .mapToObj(i -> episode(i, ChatText.response(i, answer)))
                        .toList());
    }

    /** A cassette whose episodes have the same request. */
    public static Cassette identical(int episodes) {
        return Cassette.of(
                ID, IntStream.range(0, episodes).mapToObj(i -> episode(0)).toList());
    }

    /** A recorder that only replays, from memory. */
    public static Vcr recorder(Cassette cassette, Repeats repeats) {
        Persister store = Persisters.inMemory();
        try {
            store.save(cassette);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Vcr.builder(store).mode(RecordMode.NONE).repeats(repeats).build();
    }

    public static boolean isAnswer(Decision decision, Body expected) {
        return decision instanceof Decision.Replay replay
                && replay.episode().response().body().equals(expected);
    }

    /** A session that replays one request any number of times. */
    public static Session session() {
        return recorder(Cassette.of(ID, List.of(episode(0))), Repeats.LAST).open(ID);
    }
}
