package io.vcr.benchmarks.replay;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpMethod;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import io.vcr.anthropic.VcrAnthropicInterceptor;
import io.vcr.benchmarks.work.ChatText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** The HTTP client of anthropic-java, below its services. */
public class AnthropicReplay extends ClientReplay {

    public AnthropicReplay() {
        super(
                session ->
                        call(VcrAnthropicInterceptor.of(session).intercept(new CannedClient(UnaryOperator.identity()))),
                answers -> call(new CannedClient(answers)));
    }

    private static Call call(HttpClient client) {
        return () -> {
            HttpRequest request = HttpRequest.builder()
                    .method(HttpMethod.POST)
                    .baseUrl(ChatText.URL)
                    .body(new Content())
                    .build();
            try (HttpResponse response = client.execute(request, RequestOptions.none())) {
                return response.body().readAllBytes();
            }
        };
    }

    private record Content() implements HttpRequestBody {

        @Override
        public void writeTo(OutputStream out) {
            try {
                out.write(SENT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String contentType() {
            return ChatText.JSON;
        }

        @Override
        public long contentLength() {
            return SENT.length;
        }

        @Override
        public boolean repeatable() {
            return true;
        }

        @Override
        public void close() {}
    }

    private record CannedClient(UnaryOperator<byte[]> answers) implements HttpClient {

        @Override
        public HttpResponse execute(HttpRequest request, RequestOptions options) {
            ByteArrayOutputStream sent = new ByteArrayOutputStream(SENT.length);
            request.body().orElseThrow().writeTo(sent);
            Headers headers =
                    Headers.builder().put("Content-Type", ChatText.JSON).build();
            return new CannedResponse(200, headers, new ByteArrayInputStream(answers.apply(sent.toByteArray())));
        }

        @Override
        public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
            return CompletableFuture.completedFuture(execute(request, options));
        }

        @Override
        public void close() {}
    }

    private record CannedResponse(int statusCode, Headers headers, InputStream body) implements HttpResponse {

        @Override
        public void close() {}
    }
}
