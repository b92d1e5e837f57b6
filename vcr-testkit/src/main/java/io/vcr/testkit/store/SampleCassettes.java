package io.vcr.testkit.store;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The sample cassettes of {@link PersisterContract}, which a store must keep unchanged. Authors may use them in their
 * own tests. Each call returns new, equal cassettes.
 */
public final class SampleCassettes {

    /** A whole second, because some formats have no fractions. */
    private static final Instant RECORDED = Instant.parse("2026-01-01T11:59:59Z");

    /** Later than any test, but in the range of milliseconds of a store. */
    private static final Instant LATE = Instant.parse("2099-01-01T00:00:00Z");

    private SampleCassettes() {}

    /** An episode that its name distinguishes from others. */
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

    /**
     * Returns one cassette of each kind, under ids that begin with {@code sample/}: unary, stream, binary, large, empty,
     * text, duplicate-headers, undated, expired, and fifty, which has fifty episodes, two of them equal.
     *
     * @return the cassettes, without a revision
     */
    public static List<Cassette> all() {
        Map<String, Episode> kinds = new LinkedHashMap<>();
        kinds.put("unary", unary());
        kinds.put("stream", stream());
        kinds.put("binary", episode("binary", random(1000)));
        kinds.put("large", episode("large", random(1 << 20)));
        kinds.put("empty", episode("empty", Body.EMPTY));
        kinds.put("text", episode("text", Body.of("line\r\nline\n\ttab \u00e9 \ud83d\ude00 \" ' # : - {}\n\n")));
        kinds.put("duplicate-headers", duplicateHeaders());
        kinds.put("undated", undated());
        List<Episode> fifty = new ArrayList<>(kinds.values());
        fifty.add(episode("twin")); // equal episodes are replayed one after the other
        fifty.add(episode("twin"));
        fifty.addAll(episodes("more", 50 - fifty.size()));
        kinds.put("expired", episode("expired", RECORDED.plusSeconds(1)));

        List<Cassette> cassettes = new ArrayList<>();
        kinds.forEach((kind, episode) -> cassettes.add(sample(kind, List.of(episode))));
        cassettes.add(sample("fifty", fifty));
        return List.copyOf(cassettes);
    }

    private static Cassette sample(String kind, List<Episode> episodes) {
        return Cassette.of(CassetteId.of("sample/" + kind), episodes);
    }

    private static Episode unary() {
        return exchange(
                "{\"question\":\"How far is the moon?\"}",
                Headers.of("Content-Type", "application/json"),
                Body.of("{\"answer\":\"384,400 km\"}"),
                null);
    }

    /** Server-sent events with their times. */
    private static Episode stream() {
        String first = "data: {\"piece\":\"384,400\"}\n\n";
        String last = "data: {\"piece\":\" km\"}\n\ndata: [DONE]\n\n";
        Episode.Timing timing = new Episode.Timing(
                Duration.ofMillis(12),
                Duration.ofMillis(1234),
                List.of(
                        new Episode.Chunk(Duration.ofMillis(12), first.length()),
                        new Episode.Chunk(Duration.ofMillis(1230), last.length())));
        return exchange(
                "{\"question\":\"How far is the moon?\",\"stream\":true}",
                Headers.of("Content-Type", "text/event-stream; charset=utf-8"),
                Body.of(first + last),
                timing);
    }

    private static Episode exchange(String question, Headers headers, Body answer, Episode.@Nullable Timing timing) {
        HttpRequest request = new HttpRequest(
                "POST",
                Uri.of("https://api.example.com/v1/answers"),
                Headers.of("Content-Type", "application/json"),
                Body.of(question));
        return new Episode(request, new HttpResponse(200, "OK", headers, answer), RECORDED, LATE, timing);
    }

    private static Episode duplicateHeaders() {
        Headers headers =
                Headers.of("X-Twice", "b", "x-other", "", "X-Twice", "a, b", "Content-Type", "text/plain; q=\"\\\"\"");
        HttpRequest request =
                new HttpRequest("POST", Uri.of("https://api.example.com/h?a=1&a=2&b=%2F"), headers, random(100));
        return new Episode(request, new HttpResponse(206, "Some of it", headers, Body.of("{}")), RECORDED, LATE, null);
    }

    /** An episode without dates, as some tools write them. */
    private static Episode undated() {
        Episode dated = episode("undated");
        return new Episode(dated.request(), dated.response(), null, null, null);
    }

    private static Body random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Body.of(content);
    }
}
