package io.vcr.benchmarks.stream;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.vcr.Session;
import io.vcr.apache.VcrAsyncExecInterceptor;
import io.vcr.apache4.VcrHttpAsyncClient;
import io.vcr.aws.VcrSdkAsyncHttpClient;
import io.vcr.azure.VcrAzureHttpClient;
import io.vcr.spring.VcrClientConnector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.client.methods.AsyncByteConsumer;
import org.apache.http.nio.client.methods.HttpAsyncMethods;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** The clients that push the pieces of a response. */
final class AsyncClients {

    private AsyncClients() {}

    private static int taken(ByteBuffer piece) {
        int bytes = piece.remaining();
        piece.position(piece.limit());
        return bytes;
    }

    record OverApache(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws Exception {
            HttpAsyncClientBuilder builder = HttpAsyncClients.custom();
            if (session != null) {
                VcrAsyncExecInterceptor.of(session).attachTo(builder);
            }
            try (CloseableHttpAsyncClient client = builder.build()) {
                client.start();
                SimpleRequestProducer request = SimpleRequestProducer.create(
                        SimpleRequestBuilder.get(url).build());
                client.execute(request, new BinConsumer(arrived), null).get();
            }
        }

        private static final class BinConsumer extends AbstractBinResponseConsumer<Boolean> {

            private final IntConsumer arrived;

            BinConsumer(IntConsumer arrived) {
                this.arrived = arrived;
            }

            @Override
            protected void start(HttpResponse response, ContentType type) {}

            @Override
            protected int capacityIncrement() {
                return Integer.MAX_VALUE;
            }

            @Override
            protected void data(ByteBuffer piece, boolean last) {
                arrived.accept(taken(piece));
            }

            @Override
            protected Boolean buildResult() {
                return true;
            }

            @Override
            public void releaseResources() {}
        }
    }

    record OverApache4(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) throws Exception {
            org.apache.http.impl.nio.client.CloseableHttpAsyncClient bare =
                    org.apache.http.impl.nio.client.HttpAsyncClients.createDefault();
            try (org.apache.http.impl.nio.client.CloseableHttpAsyncClient client =
                    session == null ? bare : VcrHttpAsyncClient.of(session, bare)) {
                client.start();
                client.execute(HttpAsyncMethods.createGet(url), new ByteConsumer(arrived), null)
                        .get();
            }
        }

        private static final class ByteConsumer extends AsyncByteConsumer<Boolean> {

            private final IntConsumer arrived;

            ByteConsumer(IntConsumer arrived) {
                this.arrived = arrived;
            }

            @Override
            protected void onResponseReceived(org.apache.http.HttpResponse response) {}

            @Override
            protected void onByteReceived(ByteBuffer piece, IOControl connection) {
                arrived.accept(taken(piece));
            }

            @Override
            protected Boolean buildResult(HttpContext context) {
                return true;
            }
        }
    }

    record OverWebClient(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) {
            ClientHttpConnector bare = new JdkClientHttpConnector();
            WebClient client = WebClient.builder()
                    .clientConnector(session == null ? bare : VcrClientConnector.of(session, bare))
                    .build();
            client.get()
                    .uri(URI.create(url))
                    .exchangeToFlux(response -> response.body(BodyExtractors.toDataBuffers()))
                    .doOnNext(piece -> {
                        arrived.accept(piece.readableByteCount());
                        DataBufferUtils.release(piece);
                    })
                    .blockLast();
        }
    }

    record OverAws(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) {
            SdkAsyncHttpClient bare = NettyNioAsyncHttpClient.create();
            // not closed: Netty waits two seconds for calls that may still come
            SdkAsyncHttpClient client = session == null ? bare : VcrSdkAsyncHttpClient.of(session, bare);
            client.execute(AsyncExecuteRequest.builder()
                            .request(BlockingClients.OverAws.request(url))
                            .requestContentPublisher(new NoContent())
                            .responseHandler(new Handler(arrived))
                            .build())
                    .join();
        }

        private record NoContent() implements SdkHttpContentPublisher {

            @Override
            public Optional<Long> contentLength() {
                return Optional.of(0L);
            }

            @Override
            public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
                Flux.<ByteBuffer>empty().subscribe(subscriber);
            }
        }

        private record Handler(IntConsumer arrived) implements SdkAsyncHttpResponseHandler {

            @Override
            public void onHeaders(SdkHttpResponse head) {}

            @Override
            public void onStream(Publisher<ByteBuffer> pieces) {
                Flux.from(pieces).subscribe(piece -> arrived.accept(taken(piece)));
            }

            @Override
            public void onError(Throwable failure) {}
        }
    }

    record OverAzure(@Nullable Session session) implements StreamedClient {

        @Override
        public void read(String url, IntConsumer arrived) {
            HttpClient bare = new JdkHttpClientBuilder().build();
            HttpClient client = session == null ? bare : VcrAzureHttpClient.of(session, bare);
            client.send(new HttpRequest(HttpMethod.GET, url))
                    .flatMapMany(com.azure.core.http.HttpResponse::getBody)
                    .doOnNext(piece -> arrived.accept(taken(piece)))
                    .blockLast();
        }
    }
}
