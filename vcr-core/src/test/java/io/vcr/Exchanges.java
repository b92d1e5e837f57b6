package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Requests, responses and episodes for tests. */
public final class Exchanges {

    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    public static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    public static final CassetteId ID = CassetteId.of("checkout/pays");
    public static final Headers JSON = Headers.of("Content-Type", "application/json");

    private Exchanges() {}

    public static HttpRequest get(String uri) {
        return new HttpRequest("GET", Uri.of(uri), Headers.EMPTY, Body.EMPTY);
    }

    public static HttpRequest post(String uri, String json) {
        return new HttpRequest("POST", Uri.of(uri), JSON, Body.of(json));
    }

    public static HttpRequest post(String json) {
        return post("https://api.example.com/v1/charges", json);
    }

    public static HttpRequest typed(String contentType, String body) {
        return post(body).withHeaders(Headers.of("Content-Type", contentType));
    }

    public static HttpResponse ok(String json) {
        return new HttpResponse(200, "OK", JSON, Body.of(json));
    }

    public static HttpResponse status(int status) {
        return new HttpResponse(status, "", Headers.EMPTY, Body.EMPTY);
    }

    public static Episode episode(HttpRequest request, String json) {
        return new Episode(request, ok(json), NOON, null, null);
    }

    public static Episode episode(HttpRequest request, String json, Instant expiresAt) {
        return new Episode(request, ok(json), NOON, expiresAt, null);
    }

    public static Cassette cassette(Episode... episodes) {
        return Cassette.of(ID, List.of(episodes));
    }

    /** What a transport does with a request whose network answer is known; the body of what the client gets. */
    public static String exchange(Session session, HttpRequest request, HttpResponse network)
            throws java.io.IOException {
        Decision decision = session.decide(request);
        if (decision instanceof Decision.Replay replay) {
            return replay.episode().response().body().text().orElseThrow();
        }
        if (decision instanceof Decision.Refuse refuse) {
            return refuse.answer().body().text().orElseThrow();
        }
        if (decision instanceof Decision.Live live) {
            capture(live.capture(), network);
        }
        return network.body().text().orElseThrow();
    }

    public static void capture(Capture capture, HttpResponse network) {
        capture.head(network.withBody(Body.EMPTY));
        capture.data(network.body().bytes(), 0, network.body().length());
        capture.end();
    }
}
