package io.vcr.testkit;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Episodes and cassettes that a store has to keep as they are. */
final class SampleCassettes {

    /** A second before noon, so that nothing depends on a fraction that a format may not have. */
    private static final Instant RECORDED = Instant.parse("2026-01-01T11:59:59Z");

    /** Late enough for a test, and not so late that a store cannot count the milliseconds. */
    private static final Instant LATE = Instant.parse("2099-01-01T00:00:00Z");

    private SampleCassettes() {}

    /** An episode that is told from others by its name. */
    static Episode episode(String name) {
        return episode(name, Body.of(name), LATE);
    }

    static Episode episode(String name, Body answer) {
        return episode(name, answer, LATE);
    }

    static Episode episode(String name, Instant expiresAt) {
        return episode(name, Body.of(name), expiresAt);
    }

    private static Episode episode(String name, Body answer, Instant expiresAt) {
        HttpRequest request =
                new HttpRequest("GET", Uri.of("https://api.example.com/" + name), Headers.EMPTY, Body.EMPTY);
        return new Episode(request, new HttpResponse(200, "OK", Headers.EMPTY, answer), RECORDED, expiresAt, null);
    }

    static List<Episode> episodes(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> episode(name + "-" + i)).toList();
    }

    static Cassette cassette(CassetteId id, String... names) {
        return Cassette.of(
                id, List.of(names).stream().map(SampleCassettes::episode).toList());
    }

    /** Fifty episodes, among them all that a careless store loses. */
    static List<Episode> everything() {
        List<Episode> episodes = new ArrayList<>(List.of(
                episode("binary", random(1000)),
                episode("a-mebibyte", random(1 << 20)),
                episode("empty", Body.EMPTY),
                episode("text", Body.of("line\r\nline\n\ttab \u00e9 \ud83d\ude00 \" ' # : - {}\n\n")),
                undated(),
                headers(),
                timed()));
        // Equal ones are two: they are replayed one after the other.
        episodes.add(episode("twin"));
        episodes.add(episode("twin"));
        episodes.addAll(episodes("more", 50 - episodes.size()));
        return List.copyOf(episodes);
    }

    private static Episode headers() {
        Headers headers =
                Headers.of("X-Twice", "b", "x-other", "", "X-Twice", "a, b", "Content-Type", "text/plain; q=\"\\\"\"");
        HttpRequest request =
                new HttpRequest("POST", Uri.of("https://api.example.com/h?a=1&a=2&b=%2F"), headers, random(100));
        return new Episode(request, new HttpResponse(206, "Some of it", headers, Body.of("{}")), RECORDED, LATE, null);
    }

    /** As in cassettes of tools that write no dates. */
    private static Episode undated() {
        Episode dated = episode("undated");
        return new Episode(dated.request(), dated.response(), null, null, null);
    }

    private static Episode timed() {
        Episode.Timing timing = new Episode.Timing(
                Duration.ofMillis(12),
                Duration.ofMillis(1234),
                List.of(new Episode.Chunk(Duration.ofMillis(12), 3), new Episode.Chunk(Duration.ofMillis(1230), 2)));
        Episode plain = episode("timed", Body.of("12345"));
        return new Episode(plain.request(), plain.response(), plain.recordedAt(), plain.expiresAt(), timing);
    }

    private static Body random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Body.of(content);
    }
}
