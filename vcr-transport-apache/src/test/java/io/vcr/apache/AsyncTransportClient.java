package io.vcr.apache;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.PushedExchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.CookieStore;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** The async client as the contract of transports sees it. Thread-safe. */
final class AsyncTransportClient implements TransportClient {

    private final CloseableHttpAsyncClient client;
    private final CookieStore cookies;

    private AsyncTransportClient(CloseableHttpAsyncClient client, CookieStore cookies) {
        this.client = client;
        this.cookies = cookies;
    }

    @Override
    public Optional<Set<String>> cookies() {
        return Optional.of(ClassicTransportClient.names(cookies));
    }

    static TransportClient of(Attachment attachment, HttpVersionPolicy version) {
        CookieStore cookies = new BasicCookieStore();
        HttpAsyncClientBuilder builder = HttpAsyncClients.custom()
                .setDefaultCookieStore(cookies)
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(20)
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setVersionPolicy(version).build())
                        .build())
                .setDefaultRequestConfig(patient());
        if (attachment instanceof Attachment.Explicit explicit) {
            VcrAsyncExecInterceptor.of(explicit.session()).attachTo(builder);
        } else if (attachment instanceof Attachment.Ambient) {
            VcrAsyncExecInterceptor.ambient().attachTo(builder);
        }
        return started(builder.build(), cookies);
    }

    static TransportClient http2Only(Attachment attachment) {
        CookieStore cookies = new BasicCookieStore();
        H2AsyncClientBuilder builder =
                HttpAsyncClients.customHttp2().setDefaultCookieStore(cookies).setDefaultRequestConfig(patient());
        if (attachment instanceof Attachment.Explicit explicit) {
            VcrAsyncExecInterceptor.of(explicit.session()).attachTo(builder);
        } else if (attachment instanceof Attachment.Ambient) {
            VcrAsyncExecInterceptor.ambient().attachTo(builder);
        }
        return started(builder.build(), cookies);
    }

    private static RequestConfig patient() {
        return RequestConfig.custom().setResponseTimeout(Timeout.ofSeconds(30)).build();
    }

    private static TransportClient started(CloseableHttpAsyncClient client, CookieStore cookies) {
        client.start();
        return new AsyncTransportClient(client, cookies);
    }

    @Override
    public Exchange send(ClientRequest given) {
        HttpRequest request = new BasicHttpRequest(given.method(), URI.create(given.url()));
        ClassicTransportClient.addHeaders(request, given);
        Upload upload = given.upload();
        CompletableFuture<Future<Void>> call = new CompletableFuture<>();
        PushedExchange exchange = new PushedExchange(() -> call.thenAccept(future -> future.cancel(true)));
        call.complete(client.execute(
                new BasicRequestProducer(request, upload == null ? null : new UploadProducer(upload)),
                new PushingConsumer(exchange),
                new FailurePush(exchange)));
        return exchange;
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
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

    private static final class PushingConsumer implements AsyncResponseConsumer<Void> {

        private final PushedExchange exchange;
        private volatile FutureCallback<Void> result;

        PushingConsumer(PushedExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void consumeResponse(
                HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<Void> callback) {
            result = callback;
            exchange.pushHead(ClassicTransportClient.head(response));
            if (entity == null) {
                streamEnd(null);
            }
        }

        @Override
        public void informationResponse(HttpResponse response, HttpContext context) {}

        @Override
        public void updateCapacity(CapacityChannel channel) throws IOException {
            channel.update(Integer.MAX_VALUE);
        }

        @Override
        public void consume(ByteBuffer source) {
            exchange.push(source);
        }

        @Override
        public void streamEnd(List<? extends Header> trailers) {
            exchange.pushEnd();
            result.completed(null);
        }

        @Override
        public void failed(Exception cause) {}

        @Override
        public void releaseResources() {}
    }

    /** Confined to the thread of a connection. */
    private static final class UploadProducer implements AsyncEntityProducer {

        private final Upload upload;
        private InputStream in;
        private ByteBuffer piece = ByteBuffer.allocate(0);

        UploadProducer(Upload upload) {
            this.upload = upload;
        }

        @Override
        public boolean isRepeatable() {
            return upload.isRepeatable();
        }

        @Override
        public long getContentLength() {
            return upload.length();
        }

        @Override
        public String getContentType() {
            return upload.contentType();
        }

        @Override
        public String getContentEncoding() {
            return null;
        }

        @Override
        public boolean isChunked() {
            return upload.length() < 0;
        }

        @Override
        public Set<String> getTrailerNames() {
            return Set.of();
        }

        @Override
        public int available() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void produce(DataStreamChannel channel) throws IOException {
            if (in == null) {
                in = upload.open();
            }
            if (!piece.hasRemaining()) {
                piece = ByteBuffer.wrap(in.readNBytes(4096));
            }
            if (piece.hasRemaining()) {
                channel.write(piece);
            } else {
                channel.endStream();
            }
        }

        @Override
        public void failed(Exception cause) {}

        @Override
        public void releaseResources() {
            in = null;
        }
    }
}
