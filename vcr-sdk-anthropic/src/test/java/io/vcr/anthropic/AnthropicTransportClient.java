package io.vcr.anthropic;

import com.anthropic.backends.Backend;
import com.anthropic.client.okhttp.OkHttpClient;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpMethod;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicIoException;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The SDK's client below its services, as the contract of transports sees it. Thread-safe. */
final class AnthropicTransportClient implements TransportClient {

    private final HttpClient client;
    private final boolean async;

    private AnthropicTransportClient(HttpClient client, boolean async) {
        this.client = client;
        this.async = async;
    }

    static TransportClient of(Attachment attachment, boolean async) {
        return new AnthropicTransportClient(attached(bare(), attachment), async);
    }

    static HttpClient bare() {
        return OkHttpClient.builder()
                .backend(new PlainBackend())
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static HttpClient attached(HttpClient client, Attachment attachment) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return VcrAnthropicInterceptor.of(explicit.session()).intercept(client);
        }
        return attachment instanceof Attachment.Ambient
                ? VcrAnthropicInterceptor.ambient().intercept(client)
                : client;
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        if (async) {
            return new AnthropicExchange(client.executeAsync(request(request), RequestOptions.none()));
        }
        try {
            return new AnthropicExchange(
                    CompletableFuture.completedFuture(client.execute(request(request), RequestOptions.none())));
        } catch (RuntimeException e) {
            throw thrown(e);
        }
    }

    private static IOException thrown(Throwable failure) {
        boolean wraps = failure instanceof AnthropicIoException || failure instanceof UncheckedIOException;
        return wraps && failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
    }

    private static HttpRequest request(ClientRequest request) {
        HttpRequest.Builder builder = HttpRequest.builder()
                .method(HttpMethod.valueOf(request.method()))
                .baseUrl(request.url());
        for (int i = 0; i < request.headers().size(); i++) {
            builder.putHeader(request.headers().name(i), request.headers().value(i));
        }
        Upload upload = request.upload();
        return upload == null
                ? builder.build()
                : builder.body(new UploadBody(upload)).build();
    }

    /** Sends requests as they are. */
    private static final class PlainBackend implements Backend {

        @Override
        public String baseUrl() {
            return "";
        }

        @Override
        public HttpRequest prepareRequest(HttpRequest request) {
            return request;
        }

        @Override
        public HttpRequest authorizeRequest(HttpRequest request) {
            return request;
        }

        @Override
        public void close() {}
    }

    private record UploadBody(Upload upload) implements HttpRequestBody {

        @Override
        public void writeTo(OutputStream out) {
            try (InputStream bytes = upload.open()) {
                bytes.transferTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String contentType() {
            return upload.contentType();
        }

        @Override
        public long contentLength() {
            return upload.length();
        }

        @Override
        public boolean repeatable() {
            return upload.isRepeatable();
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        client.close();
    }

    private record AnthropicExchange(CompletableFuture<HttpResponse> response) implements Exchange {

        private HttpResponse arrived() throws IOException {
            try {
                return response.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw thrown(e.getCause());
            } catch (InterruptedException | TimeoutException | CancellationException e) {
                throw new IOException("No response arrives", e);
            }
        }

        @Override
        public io.vcr.http.HttpResponse head() throws IOException {
            Headers.Builder headers = Headers.builder();
            HttpResponse head = arrived();
            for (String name : head.headers().names()) {
                head.headers().values(name).forEach(value -> headers.add(name, value));
            }
            return new io.vcr.http.HttpResponse(head.statusCode(), "", headers.build(), Body.EMPTY);
        }

        @Override
        public InputStream body() throws IOException {
            return arrived().body();
        }

        @Override
        public void cancel() {
            if (!response.cancel(true)) {
                close();
            }
        }

        @Override
        public void close() {
            response.thenAccept(HttpResponse::close);
        }
    }
}
