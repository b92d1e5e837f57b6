package io.vcr.benchmarks;

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
import java.util.Random;
import java.util.stream.IntStream;

/** A chat completion of the usual size: 1 kB sent, 2 kB received; and cassettes of many of them. */
final class Samples {

    static final String URL = "https://api.example.com/v1/chat/completions";
    static final String JSON = "application/json";
    static final CassetteId ID = CassetteId.of("bench/chat");

    private Samples() {}

    static String request(int number) {
        String prompt = words(number, 850);
        return "{\"model\":\"m-1\",\"temperature\":0.7,\"messages\":[{\"role\":\"system\",\"content\":\"You answer briefly.\"},"
                + "{\"role\":\"user\",\"content\":\"" + number + " " + prompt + "\"}]}";
    }

    static String response(int number) {
        return "{\"id\":\"chatcmpl-" + number
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + words(-number, 1850) + "\"}}],\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":420}}";
    }

    /** Text that compresses as text does. */
    private static String words(int seed, int length) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(length + 12);
        while (text.length() < length) {
            for (int i = 2 + random.nextInt(8); i > 0; i--) {
                text.append((char) ('a' + Math.min(random.nextInt(26), random.nextInt(26))));
            }
            text.append(' ');
        }
        return text.substring(0, length);
    }

    static HttpRequest httpRequest(int number) {
        return new HttpRequest("POST", Uri.of(URL), Headers.of("Content-Type", JSON), Body.of(request(number)));
    }

    static Episode episode(int number) {
        HttpResponse response =
                new HttpResponse(200, "OK", Headers.of("Content-Type", JSON), Body.of(response(number)));
        return new Episode(httpRequest(number), response, Instant.EPOCH, Instant.parse("2099-01-01T00:00:00Z"), null);
    }

    static Cassette cassette(int episodes) {
        return Cassette.of(
                ID, IntStream.range(0, episodes).mapToObj(Samples::episode).toList());
    }

    /** Each of them the same request. */
    static Cassette identical(int episodes) {
        return Cassette.of(
                ID, IntStream.range(0, episodes).mapToObj(i -> episode(0)).toList());
    }

    /** A recorder that replays and nothing else, from memory. */
    static Vcr recorder(Cassette cassette, Repeats repeats) {
        Persister store = Persisters.inMemory();
        try {
            store.save(cassette);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Vcr.builder(store).mode(RecordMode.NONE).repeats(repeats).build();
    }

    /** A session that answers one request for ever. */
    static Session session() {
        return recorder(Cassette.of(ID, List.of(episode(0))), Repeats.LAST).open(ID);
    }
}
