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
import io.vcr.transport.Answer;
import io.vcr.transport.OutgoingRequest;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The smallest adapter, for a client that returns whole responses. */
class AdapterTest {

    private static final HttpRequest REQUEST =
            new HttpRequest("GET", Uri.of("https://api.example.com/"), Headers.EMPTY, Body.EMPTY);

    private final Vcr vcr = Vcr.builder(Persisters.inMemory()).build();

    /** A client of another library. */
    interface Client {
        HttpResponse send(HttpRequest request) throws IOException;
    }

    /** The adapter: a client that records and replays the calls of another one. */
    record RecordingClient(Client client, Transport transport) implements Client {

        @Override
        public HttpResponse send(HttpRequest request) throws IOException {
            OutgoingCall outgoing = new OutgoingCall(request);
            Decision decision = transport.decide(outgoing);
            Optional<Answer> answer = Answer.to(decision, request.method());
            if (answer.isPresent()) {
                return response(answer.get());
            }
            return decision instanceof Decision.Live live ? recorded(outgoing, live.capture()) : sent(outgoing);
        }

        private HttpResponse sent(OutgoingCall outgoing) throws IOException {
            try (Transport.Mark mark = Transport.mark(outgoing::head)) {
                return client.send(outgoing.toSend());
            }
        }

        private HttpResponse recorded(OutgoingCall outgoing, Capture capture) throws IOException {
            HttpResponse response;
            try {
                response = sent(outgoing);
            } catch (IOException | RuntimeException | Error e) {
                capture.fail(e, false);
                throw e;
            }
            if (capture.head(() -> response)) {
                capture.data(response.body().buffer());
                capture.end();
            }
            return response;
        }

        private static HttpResponse response(Answer answer) throws IOException {
            Body body = Body.of(answer.body().readAllBytes());
            return new HttpResponse(answer.status(), answer.reason(), answer.headers(), body);
        }
    }

    /** The request of one call, as the transport reads it. */
    record OutgoingCall(HttpRequest given) implements OutgoingRequest {

        @Override
        public Optional<String> key() {
            return given.headers().first(OpenSessions.KEY_HEADER);
        }

        @Override
        public HttpRequest head() {
            return toSend().withBody(Body.EMPTY);
        }

        @Override
        public Body body() {
            return given.body();
        }

        HttpRequest toSend() {
            return given.withHeaders(given.headers().without(OpenSessions.KEY_HEADER));
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

    @Test
    void theKeyHeaderIsNotSent() throws IOException {
        HttpRequest keyed = REQUEST.withHeaders(Headers.of(OpenSessions.KEY_HEADER, "some/cassette"));
        new RecordingClient(
                        request -> {
                            assertThat(request).isEqualTo(REQUEST);
                            return new HttpResponse(204, "", Headers.EMPTY, Body.EMPTY);
                        },
                        Transport.ambient())
                .send(keyed);
    }

    private HttpResponse answer(Client client) throws IOException {
        try (Session session = vcr.open("adapter")) {
            return new RecordingClient(client, Transport.ambient()).send(REQUEST);
        }
    }
}
