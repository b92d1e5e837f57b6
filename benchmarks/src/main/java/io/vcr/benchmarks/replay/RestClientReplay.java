package io.vcr.benchmarks.replay;

import io.vcr.benchmarks.work.ChatText;
import io.vcr.spring.VcrClientInterceptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Spring's RestClient. */
public class RestClientReplay extends ClientReplay {

    public RestClientReplay() {
        super(
                session -> call(VcrClientInterceptor.of(session)),
                answers -> call((request, sent, execution) -> new CannedResponse(answers.apply(sent))));
    }

    private static Call call(ClientHttpRequestInterceptor interceptor) {
        RestClient client = RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory())
                .requestInterceptor(interceptor)
                .build();
        return () -> Objects.requireNonNull(client.post()
                .uri(URI.create(ChatText.URL))
                .contentType(MediaType.APPLICATION_JSON)
                .body(SENT)
                .retrieve()
                .body(byte[].class));
    }

    private static final class CannedResponse implements ClientHttpResponse {

        private final byte[] answer;
        private final HttpHeaders headers = new HttpHeaders();

        CannedResponse(byte[] answer) {
            this.answer = answer;
            headers.add(HttpHeaders.CONTENT_TYPE, ChatText.JSON);
        }

        @Override
        public HttpStatus getStatusCode() {
            return HttpStatus.OK;
        }

        @Override
        public String getStatusText() {
            return "OK";
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(answer);
        }

        @Override
        public void close() {}
    }
}
