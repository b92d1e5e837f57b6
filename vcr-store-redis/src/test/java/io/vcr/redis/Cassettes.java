package io.vcr.redis;

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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Cassettes for tests. */
final class Cassettes {

    static final CassetteId ID = CassetteId.of("checkout/pays");

    private Cassettes() {}

    static HttpRequest request(String name) {
        return new HttpRequest("GET", Uri.of("https://api.example.com/" + name), Headers.EMPTY, Body.EMPTY);
    }

    static HttpResponse response(String name) {
        return new HttpResponse(200, "OK", Headers.of("Content-Type", "text/plain"), Body.of("answer to " + name));
    }

    /** One that lives for an hour. */
    static Episode episode(String name) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return episode(name, now, now.plus(Duration.ofHours(1)));
    }

    static Episode episode(String name, Instant recordedAt, Instant expiresAt) {
        return new Episode(request(name), response(name), recordedAt, expiresAt, null);
    }

    static Cassette cassette(String... names) {
        return Cassette.of(ID, Stream.of(names).map(Cassettes::episode).toList());
    }

    static Cassette cassette(CassetteId id, int episodes) {
        return Cassette.of(
                id, IntStream.range(0, episodes).mapToObj(i -> episode("" + i)).toList());
    }

    static List<String> names(Cassette cassette) {
        return cassette.episodes().stream()
                .map(episode -> episode.request().uri().text().replace("https://api.example.com/", ""))
                .toList();
    }
}
