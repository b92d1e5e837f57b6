package io.vcr.apache4;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.PushedExchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.http.HttpHost;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.client.utils.URIUtils;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;

/** The async client as the contract of transports sees it. Thread-safe. */
final class AsyncTransportClient implements TransportClient {

    private final CloseableHttpAsyncClient client;

    private AsyncTransportClient(CloseableHttpAsyncClient client) {
        this.client = client;
        client.start();
    }

    static TransportClient of(Attachment attachment) {
        CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                .setMaxConnPerRoute(500)
                .setMaxConnTotal(500)
                .setDefaultRequestConfig(
                        RequestConfig.custom().setSocketTimeout(30_000).build())
                .build();
        if (attachment instanceof Attachment.Explicit explicit) {
            return new AsyncTransportClient(VcrHttpAsyncClient.of(explicit.session(), client));
        }
        return new AsyncTransportClient(
                attachment instanceof Attachment.Ambient ? VcrHttpAsyncClient.ambient(client) : client);
    }

    @Override
    public Exchange send(ClientRequest given) {
        HttpRequestBase request = ApacheTransportClient.request(given);
        CompletableFuture<Future<Void>> call = new CompletableFuture<>();
        PushedExchange exchange = new PushedExchange(() -> call.thenAccept(future -> future.cancel(true)));
        call.complete(client.execute(
                new UploadProducer(request, given.upload()),
                new PushingConsumer(exchange),
                null,
                new FailurePush(exchange)));
        return exchange;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    private record FailurePush(PushedExchange exchange) implements FutureCallback<Void> {

        @Override
        public void completed(Void nothing) {}

        @Override
        public void failed(Exception cause) {
            exchange.pushFailure(cause);
        }

        @Override
        public void cancelled() {
            exchange.pushFailure(new IOException("cancelled"));
        }
    }

    private static final class PushingConsumer implements HttpAsyncResponseConsumer<Void> {

        private final PushedExchange exchange;
        private final ByteBuffer buffer = ByteBuffer.allocate(4096);
        private volatile boolean isDone;

        PushingConsumer(PushedExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void responseReceived(HttpResponse response) {
            exchange.pushHead(ApacheTransportClient.head(response));
        }

        @Override
        public void consumeContent(ContentDecoder decoder, IOControl connection) throws IOException {
            while (decoder.read(buffer.clear()) > 0) {
                exchange.push(buffer.flip());
            }
        }

        @Override
        public void responseCompleted(HttpContext context) {
            isDone = true;
            exchange.pushEnd();
        }

        @Override
        public void failed(Exception cause) {
            isDone = true;
        }

        @Override
        public Exception getException() {
            return null;
        }

        @Override
        public Void getResult() {
            return null;
        }

        @Override
        public boolean isDone() {
            return isDone;
        }

        @Override
        public boolean cancel() {
            isDone = true;
            return true;
        }

        @Override
        public void close() {}
    }

    /** Confined to the thread of a connection. */
    private static final class UploadProducer implements HttpAsyncRequestProducer {

        private final HttpRequestBase request;
        private final Upload upload;
        private InputStream in;
        private ByteBuffer piece = ByteBuffer.allocate(0);

        UploadProducer(HttpRequestBase request, Upload upload) {
            this.request = request;
            this.upload = upload;
        }

        @Override
        public HttpHost getTarget() {
            return URIUtils.extractHost(request.getURI());
        }

        @Override
        public HttpRequestBase generateRequest() {
            return request;
        }

        @Override
        public void produceContent(ContentEncoder encoder, IOControl connection) throws IOException {
            if (in == null) {
                in = upload.open();
            }
            if (!piece.hasRemaining()) {
                piece = ByteBuffer.wrap(in.readNBytes(4096));
            }
            if (piece.hasRemaining()) {
                encoder.write(piece);
            } else {
                encoder.complete();
            }
        }

        @Override
        public void requestCompleted(HttpContext context) {}

        @Override
        public void failed(Exception cause) {}

        @Override
        public boolean isRepeatable() {
            return upload == null || upload.isRepeatable();
        }

        @Override
        public void resetRequest() {
            in = null;
        }

        @Override
        public void close() {}
    }
}
