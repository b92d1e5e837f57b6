package io.vcr.edge;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.PushedExchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A client without an adapter, whose base URL is that of an edge, as the contract of transports sees it. Thread-safe. */
final class EdgeTransportClient implements TransportClient {

    private final HttpClient client;
    private final Edges edges;

    EdgeTransportClient(Attachment attachment, Version version) {
        this.edges = new Edges(attachment);
        this.client = HttpClient.newBuilder()
                .version(attachment instanceof Attachment.Bare ? Version.HTTP_1_1 : version)
                .followRedirects(Redirect.NORMAL)
                .build();
    }

    @Override
    public Exchange send(ClientRequest given) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(edges.url(URI.create(given.url())));
        given.headers().forEach(request::header);
        Upload upload = given.upload();
        request.method(given.method(), upload == null ? BodyPublishers.noBody() : publisher(upload));
        if (upload != null) {
            request.header("Content-Type", upload.contentType());
        }
        CompletableFuture<CompletableFuture<?>> call = new CompletableFuture<>();
        PushedExchange exchange = new PushedExchange(() -> call.thenAccept(future -> future.cancel(true)));
        CompletableFuture<?> future = client.sendAsync(request.build(), head -> {
            exchange.pushHead(head(head));
            return new Pushing(exchange);
        });
        future.whenComplete((done, failure) -> {
            if (failure != null) {
                exchange.pushFailure(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
        call.complete(future);
        return exchange;
    }

    private static HttpResponse head(ResponseInfo response) {
        Headers.Builder headers = Headers.builder();
        response.headers().map().forEach((name, values) -> {
            if (!name.equals(":status")) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        return new HttpResponse(response.statusCode(), "", headers.build(), Body.EMPTY);
    }

    private static BodyPublisher publisher(Upload upload) throws IOException {
        InputStream body = upload.open();
        BodyPublisher publisher = BodyPublishers.ofInputStream(() -> body);
        return upload.length() < 0 ? publisher : BodyPublishers.fromPublisher(publisher, upload.length());
    }

    @Override
    public void close() {
        edges.close();
    }

    /** Pushes pieces in their order, unlike the stream of the client, which skips those that wait when the call fails. */
    private static final class Pushing implements BodySubscriber<Void> {

        private final PushedExchange exchange;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private Flow.Subscription subscription;

        Pushing(PushedExchange exchange) {
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
}
