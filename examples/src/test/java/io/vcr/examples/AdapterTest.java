package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The smallest adapter, for a client that returns whole responses. */
class AdapterTest {

    private static final HttpRequest REQUEST =
            new HttpRequest("GET", Uri.of("https://api.example.com/"), Headers.EMPTY, Body.EMPTY);

    private final Vcr vcr = Vcr.builder(Persisters.inMemory()).build();

    /** A client that somebody else has written. */
    interface Client {
        HttpResponse send(HttpRequest request) throws IOException;
    }

    record RecordingClient(Client client) implements Client {

        @Override
        public HttpResponse send(HttpRequest request) throws IOException {
            Decision decision = OpenSessions.decide(Optional.empty(), null, null, () -> request, request::body);
            if (decision instanceof Decision.Replay replay) {
                return replay.episode().response();
            }
            if (decision instanceof Decision.Refuse refuse) {
                return refuse.answer();
            }
            if (decision instanceof Decision.Live live) {
                return recorded(request, live.capture());
            }
            return client.send(request);
        }

        private HttpResponse recorded(HttpRequest request, Capture capture) throws IOException {
            try {
                HttpResponse response = client.send(request);
                byte[] body = response.body().bytes();
                capture.head(response);
                capture.data(body, 0, body.length);
                capture.end();
                return response;
            } catch (IOException e) {
                capture.fail("connection lost");
                throw e;
            }
        }
    }

    @Test
    void aResponseIsRecordedAndReplayed() throws IOException {
        HttpResponse response = new HttpResponse(200, "OK", Headers.EMPTY, Body.of("hello"));
        assertThat(answer(request -> response)).isEqualTo(response);

        assertThat(answer(request -> {
                    throw new IOException("a replay sends nothing");
                }))
                .isEqualTo(response);
    }

    private HttpResponse answer(Client client) throws IOException {
        try (Session session = vcr.open("adapter")) {
            return new RecordingClient(client).send(REQUEST);
        }
    }
}
