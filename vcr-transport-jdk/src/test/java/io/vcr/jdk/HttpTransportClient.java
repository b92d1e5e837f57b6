package io.vcr.jdk;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.PushedExchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;

/** java.net.http as the contract of transports sees it, with {@code send} or {@code sendAsync}. Thread-safe. */
final class HttpTransportClient implements TransportClient {

    private final HttpClient client;
    private final boolean blocks;

    private final CookieManager cookies;

    private HttpTransportClient(HttpClient client, boolean blocks, CookieManager cookies) {
        this.client = client;
        this.blocks = blocks;
        this.cookies = cookies;
    }

    static TransportClient of(Attachment attachment, boolean blocks) {
        CookieManager cookies = new CookieManager();
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .cookieHandler(cookies)
                .build();
        return new HttpTransportClient(attached(client, attachment), blocks, cookies);
    }

    @Override
    public Optional<Set<String>> cookies() {
        return Optional.of(cookies.getCookieStore().getCookies().stream()
                .map(HttpCookie::getName)
                .collect(Collectors.toSet()));
    }

    static HttpClient attached(HttpClient client, Attachment attachment) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return VcrHttpClient.of(explicit.session(), client);
        }
        return attachment instanceof Attachment.Ambient ? VcrHttpClient.ambient(client) : client;
    }

    @Override
    public Exchange send(ClientRequest given) throws IOException {
        HttpRequest request = request(given);
        if (!blocks) {
            return pushed(request);
        }
        try {
            return new HttpExchange(client.send(request, BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static HttpRequest request(ClientRequest given) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(given.url())).timeout(Duration.ofSeconds(30));
        for (int i = 0; i < given.headers().size(); i++) {
            request.header(given.headers().name(i), given.headers().value(i));
        }
        Upload upload = given.upload();
        if (upload == null) {
            return request.method(given.method(), BodyPublishers.noBody()).build();
        }
        return request.header("Content-Type", upload.contentType())
                .method(given.method(), publisher(upload))
                .build();
    }

    private static BodyPublisher publisher(Upload upload) {
        BodyPublisher body = BodyPublishers.ofInputStream(() -> {
            try {
                return upload.open();
            } catch (IOException e) {
                return new BrokenStream(e);
            }
        });
        return upload.length() < 0 ? body : BodyPublishers.fromPublisher(body, upload.length());
    }

    private Exchange pushed(HttpRequest request) {
        CompletableFuture<CompletableFuture<?>> call = new CompletableFuture<>();
        PushedExchange exchange = new PushedExchange(() -> call.thenAccept(future -> future.cancel(true)));
        CompletableFuture<?> future = client.sendAsync(request, head -> {
            exchange.pushHead(head(head.statusCode(), head.headers()));
            return new PushingSubscriber(exchange);
        });
        future.whenComplete((done, failure) -> {
            if (failure != null) {
                exchange.pushFailure(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
        call.complete(future);
        return exchange;
    }

    private static HttpResponse head(int status, HttpHeaders fields) {
        io.vcr.http.Headers.Builder headers = io.vcr.http.Headers.builder();
        fields.map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new HttpResponse(status, "", headers.build(), Body.EMPTY);
    }

    @Override
    public void close() {}

    private record HttpExchange(java.net.http.HttpResponse<InputStream> response) implements Exchange {

        @Override
        public HttpResponse head() {
            return HttpTransportClient.head(response.statusCode(), response.headers());
        }

        @Override
        public List<String> urls() {
            List<String> urls = new ArrayList<>();
            Optional<java.net.http.HttpResponse<InputStream>> each = Optional.of(response);
            while (each.isPresent()) {
                urls.add(0, each.get().request().method() + " " + each.get().uri());
                each = each.get().previousResponse();
            }
            return urls;
        }

        @Override
        public InputStream body() {
            return response.body();
        }

        /** The client has no other way to cancel a response that has arrived. */
        @Override
        public void cancel() {
            try {
                response.body().close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    /** Asks for one piece after the other. */
    private static final class PushingSubscriber implements BodySubscriber<Void> {

        private final PushedExchange exchange;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private Flow.Subscription subscription;

        PushingSubscriber(PushedExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public CompletionStage<Void> getBody() {
            return end;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            pieces.forEach(exchange::push);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            exchange.pushEnd();
            end.complete(null);
        }
    }

    private static final class BrokenStream extends InputStream {

        private final IOException failure;

        BrokenStream(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }
    }
}
