package io.vcr.codec;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Cassettes for tests of the codec, and the short way through it. */
public final class Samples {

    static final CassetteId ID = CassetteId.of("chat/streams");
    static final Body PNG = Body.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, (byte) 0xff});

    private Samples() {}

    static Cassette golden() {
        Body stream = Body.of("data: {\"text\":\"caf\u00e9\"}\n\ndata: [DONE]\n\n");
        Episode first = new Episode(
                new HttpRequest(
                        "POST",
                        Uri.of("https://api.example.com/v1/chat?stream=true"),
                        Headers.of("Content-Type", "application/json", "Accept", "*/*"),
                        Body.of("{\"model\":\"m\",\"n\":1}")),
                new HttpResponse(
                        200,
                        "OK",
                        Headers.of("Content-Type", "text/event-stream", "Vary", "Origin", "Vary", "Accept"),
                        stream),
                Instant.parse("2026-01-01T12:00:00Z"),
                Instant.parse("2026-01-02T12:00:00Z"),
                new Episode.Timing(
                        Duration.ofMillis(120),
                        Duration.ofMillis(250),
                        List.of(
                                new Episode.Chunk(Duration.ofMillis(120), 22),
                                new Episode.Chunk(Duration.ofMillis(250), 15))));
        Episode second = new Episode(
                new HttpRequest("GET", Uri.of("https://api.example.com/logo.png"), Headers.EMPTY, Body.EMPTY),
                new HttpResponse(204, "", Headers.EMPTY, PNG),
                null,
                null,
                null);
        return Cassette.of(ID, List.of(first, second));
    }

    static byte[] resource(String name) {
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Episode> read(byte[] bytes) throws CassetteFormatException {
        return CassetteCodec.decode(ID, bytes, "a.yaml").episodes();
    }

    public static List<Episode> read(String text) throws CassetteFormatException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A cassette in YAML with one interaction whose parts are given. */
    public static String yaml(String request, String response) {
        return "interactions:\n- request: " + request + "\n  response: " + response + "\nversion: 1\n";
    }

    /** The body of the only response, given as it stands in the file. */
    public static Body responseBody(String yaml) throws CassetteFormatException {
        return read(yaml("{method: GET, uri: 'https://h/'}", "{status: {code: 200}, body: " + yaml + "}"))
                .get(0)
                .response()
                .body();
    }

    /** The body of the only request, given as it stands in the file. */
    public static Body requestBody(String yaml) throws CassetteFormatException {
        return read(yaml("{method: GET, uri: 'https://h/', body: " + yaml + "}", "{status: {code: 200}}"))
                .get(0)
                .request()
                .body();
    }
}
