package io.vcr.cli;

import io.vcr.file.FilePersister;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cassettes for tests. Secrets are put together, so that no scanner takes this file for a leak. */
final class Samples {

    static final String SECRET = "sk-ant-" + "x1y2z3".repeat(7);
    static final Instant RECORDED = Instant.parse("2026-01-29T12:00:00Z");
    static final Headers JSON = Headers.of("Content-Type", "application/json");

    private Samples() {}

    static Episode episode(String method, String uri, String request, String response) {
        return episode(method, uri, request, response, null);
    }

    static Episode episode(String method, String uri, String request, String response, @Nullable Instant expiresAt) {
        return new Episode(
                new HttpRequest(method, Uri.of(uri), request.isEmpty() ? Headers.EMPTY : JSON, Body.of(request)),
                new HttpResponse(200, "OK", JSON, Body.of(response)),
                RECORDED,
                expiresAt,
                new Episode.Timing(Duration.ofMillis(120), Duration.ofMillis(340), List.of()));
    }

    static Episode charge(int amount) {
        return episode(
                "POST",
                "https://api.example.com/v1/charges",
                "{\"amount\":" + amount + "}",
                "{\"id\":\"ch_1\",\"amount\":" + amount + "}");
    }

    static Episode stream() {
        String events = "event: message_start\ndata: {\"type\":\"message_start\"}\n\ndata: [DONE]\n\n";
        HttpResponse response =
                new HttpResponse(200, "OK", Headers.of("Content-Type", "text/event-stream"), Body.of(events));
        List<Episode.Chunk> chunks = List.of(
                new Episode.Chunk(Duration.ofMillis(90), 53),
                new Episode.Chunk(Duration.ofMillis(150), events.length() - 53));
        return new Episode(
                new HttpRequest("GET", Uri.of("https://api.example.com/v1/stream"), Headers.EMPTY, Body.EMPTY),
                response,
                RECORDED,
                null,
                new Episode.Timing(Duration.ofMillis(90), Duration.ofMillis(150), chunks));
    }

    /** An episode whose request and response hold a secret. */
    static Episode leaking() {
        return episode(
                "POST",
                "https://api.example.com/v1/login",
                "{\"api_key\":\"" + SECRET + "\"}",
                "{\"echo\":\"" + SECRET + "\"}");
    }

    /** An exchange whose client has followed a redirect, and shows where it ended. */
    static Episode redirected(String lastPath, String cookie) {
        HttpResponse found = new HttpResponse(302, "Found", Headers.of("Set-Cookie", cookie), Body.EMPTY);
        Hop hop = new Hop("GET", Uri.of("https://api.example.com/from"), found);
        return episode("GET", "https://api.example.com/from", "", "{}")
                .withRoute(new Route(List.of(hop), Uri.of("https://api.example.com" + lastPath), "HTTP/2"));
    }

    static Path save(Path directory, String id, Episode... episodes) throws IOException {
        try (FilePersister store = FilePersister.of(directory)) {
            store.save(Cassette.of(CassetteId.of(id), List.of(episodes)));
        }
        return directory.resolve(id + ".yaml");
    }

    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
