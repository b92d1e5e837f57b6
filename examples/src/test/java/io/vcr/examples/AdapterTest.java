package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
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
import io.vcr.transport.ClientCall;
import io.vcr.transport.OutgoingRequest;
import io.vcr.transport.Transport;
import java.io.IOException;
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
            return transport.execute(new OutgoingCall(request), new RecordedCall(client, request));
        }
    }

    /** One call, as the decision of the transport says. */
    record RecordedCall(Client client, HttpRequest request) implements ClientCall<HttpResponse, RuntimeException> {

        @Override
        public HttpResponse answer(Answer answer) throws IOException {
            Body body = Body.of(answer.body().readAllBytes());
            return new HttpResponse(answer.status(), answer.reason(), answer.headers(), body);
        }

        @Override
        public HttpResponse send() throws IOException {
            return client.send(request.withHeaders(request.headers().without(OpenSessions.KEY_HEADER)));
        }

        @Override
        public HttpResponse record(Capture capture) throws IOException {
            HttpResponse response = send();
            if (capture.head(() -> response)) {
                capture.data(response.body().buffer());
                capture.end();
            }
            return response;
        }
    }

    /** The request of one call, as the transport reads it. */
    record OutgoingCall(HttpRequest given) implements OutgoingRequest {

        @Override
        public HttpRequest head() {
            return given.withBody(Body.EMPTY);
        }

        @Override
        public Body body() {
            return given.body();
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
