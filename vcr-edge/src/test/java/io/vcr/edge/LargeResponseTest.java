package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeResponseTest extends EdgeFixture {

    private static final List<String> PIECES = IntStream.range(0, 3_000)
            .mapToObj(i -> (i + " ").repeat(1_000).substring(0, 1_000))
            .toList();

    private static final int BYTES_THAT_STAY_APART = 1 << 20;

    @Test
    void piecesOfALargeBodyThatWaitAreWrittenTogether() throws Exception {
        api.on("/large", (request, wire) -> {
            wire.chunked("");
            wire.rest(PIECES.toArray(String[]::new));
        });
        List<List<String>> bodies = new ArrayList<>();
        Use use = url -> {
            try (RawClient client = RawClient.get(url + "/large")) {
                client.head();
                bodies.add(client.chunks());
            }
        };

        record(use);
        replay(use);

        for (List<String> chunks : bodies) {
            assertThat(String.join("", chunks)).isEqualTo(String.join("", PIECES));
            assertThat(first(chunks, BYTES_THAT_STAY_APART)).allMatch(chunk -> chunk.length() <= 1_000);
        }
        assertThat(bodies.get(0)).hasSizeLessThan(PIECES.size() * 2 / 3);
    }

    private static List<String> first(List<String> chunks, int bytes) {
        List<String> first = new ArrayList<>();
        int length = 0;
        for (String chunk : chunks) {
            length += chunk.length();
            if (length > bytes) {
                break;
            }
            first.add(chunk);
        }
        return first;
    }

    @Test
    void aPieceOfALargeBodyDoesNotWaitForTheNext() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        api.on("/large", (request, wire) -> {
            wire.chunked("");
            for (String piece : PIECES) {
                wire.chunk(piece);
            }
            wire.chunk("last but one");
            wire.await(seen);
            wire.rest("last");
        });

        record(url -> {
            try (RawClient client = RawClient.get(url + "/large")) {
                client.head();
                for (int left = String.join("", PIECES).length() + "last but one".length(); left > 0; ) {
                    left -= client.chunk().length();
                }
                seen.countDown();
                assertThat(client.chunks()).containsExactly("last");
            }
        });
    }

    @Test
    void aLargeBodyIsWholeOverHttp2() throws Exception {
        assumeThat(Runtime.version().feature())
                .as("Java that sends no Content-Length with a GET; with one, the edge stays with HTTP/1.1")
                .isGreaterThan(18);
        api.on("/large", (request, wire) -> {
            wire.chunked("");
            wire.rest(PIECES.toArray(String[]::new));
        });

        record(url -> {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url + "/large")).build(), BodyHandlers.ofString());

            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo(String.join("", PIECES));
        });
    }
}
