package io.vcr.benchmarks.replay;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.vcr.azure.VcrAzureHttpClient;
import io.vcr.benchmarks.work.ChatText;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The HTTP client of the Azure SDK, blocking, below the clients of services. */
public class AzureReplay extends ClientReplay {

    public AzureReplay() {
        super(
                session -> call(VcrAzureHttpClient.of(session, new CannedClient(UnaryOperator.identity()))),
                answers -> call(new CannedClient(answers)));
    }

    private static Call call(HttpClient client) {
        return () -> {
            HttpRequest request = new HttpRequest(HttpMethod.POST, ChatText.URL)
                    .setHeader(HttpHeaderName.CONTENT_TYPE, ChatText.JSON)
                    .setBody(SENT);
            try (HttpResponse response = client.sendSync(request, Context.NONE)) {
                return Objects.requireNonNull(response.getBodyAsByteArray().block());
            }
        };
    }

    private record CannedClient(UnaryOperator<byte[]> answers) implements HttpClient {

        @Override
        public Mono<HttpResponse> send(HttpRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpResponse sendSync(HttpRequest request, Context context) {
            BinaryData sent = request.getBodyAsBinaryData();
            return new CannedResponse(request, answers.apply(sent.toBytes()));
        }
    }

    private static final class CannedResponse extends HttpResponse {

        private final byte[] answer;
        private final HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, ChatText.JSON);

        CannedResponse(HttpRequest request, byte[] answer) {
            super(request);
            this.answer = answer;
        }

        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        @Deprecated
        public @Nullable String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(answer));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(answer);
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(answer, charset));
        }
    }
}
