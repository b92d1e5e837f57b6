package io.vcr.spring;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;

/** One call of RestClient or RestTemplate. */
record RecordedCall(OutgoingCall outgoing, ClientHttpRequestExecution execution)
        implements ClientCall<ClientHttpResponse, RuntimeException> {

    @Override
    public ClientHttpResponse answer(Answer answer) {
        return new AnswerResponse(answer, SpringMessages.headers(answer));
    }

    @Override
    public ClientHttpResponse send() throws IOException {
        return execution.execute(outgoing.toSend(), outgoing.bytes());
    }

    @Override
    public ClientHttpResponse record(Capture capture) throws IOException {
        ClientHttpResponse response = send();
        int status = response.getStatusCode().value(); // over HttpURLConnection, the call is made here
        String reason = response.getStatusText();
        boolean hasBody = capture.head(() -> SpringMessages.head(status, reason, response.getHeaders()));
        return hasBody ? new TeeResponse(response, capture) : response;
    }

    private record AnswerResponse(Answer answer, HttpHeaders headers) implements ClientHttpResponse {

        @Override
        public HttpStatusCode getStatusCode() {
            return HttpStatusCode.valueOf(answer.status());
        }

        @Override
        public String getStatusText() {
            return answer.reason();
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return answer.body();
        }

        /** Ends a read on another thread that waits for an event. */
        @Override
        public void close() {
            try {
                answer.body().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // bytes in memory throw none
            }
        }
    }

    /** A live response, whose body reaches the caller as it arrives. Confined to one thread. */
    private static final class TeeResponse implements ClientHttpResponse {

        private final ClientHttpResponse response;
        private final Capture capture;
        private @Nullable InputStream tee;

        TeeResponse(ClientHttpResponse response, Capture capture) {
            this.response = response;
            this.capture = capture;
        }

        @Override
        public HttpStatusCode getStatusCode() throws IOException {
            return response.getStatusCode();
        }

        @Override
        public String getStatusText() throws IOException {
            return response.getStatusText();
        }

        @Override
        public HttpHeaders getHeaders() {
            return response.getHeaders();
        }

        @Override
        public InputStream getBody() throws IOException {
            if (tee == null) {
                InputStream body = response.getBody();
                // Spring reads on in a response that is closed, for ever if need be, unless its body was closed before.
                tee = capture.tee(
                        body,
                        () -> {
                            body.close();
                            response.close();
                        },
                        () -> false);
            }
            return tee;
        }

        @Override
        public void close() {
            try {
                getBody().close();
            } catch (IOException | RuntimeException e) {
                capture.close();
                response.close(); // does not throw either
            }
        }
    }
}
