package io.vcr.aws;

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
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** An async HTTP client of the SDK, below its services, as the contract of transports sees it. Thread-safe. */
final class AwsAsyncTransportClient implements TransportClient {

    private final SdkAsyncHttpClient client;

    private AwsAsyncTransportClient(SdkAsyncHttpClient client) {
        this.client = client;
    }

    static TransportClient of(Attachment attachment, SdkAsyncHttpClient client) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return new AwsAsyncTransportClient(VcrSdkAsyncHttpClient.of(explicit.session(), client));
        }
        return new AwsAsyncTransportClient(
                attachment instanceof Attachment.Ambient ? VcrSdkAsyncHttpClient.ambient(client) : client);
    }

    @Override
    public Exchange send(ClientRequest request) {
        Received received = new Received();
        received.call = client.execute(AsyncExecuteRequest.builder()
                .request(head(request))
                .requestContentPublisher(new Content(request.upload()))
                .responseHandler(received)
                .build());
        return received.exchange;
    }

    /** With the encoding that the SDK asks for if it does not know a length. */
    private static SdkHttpRequest head(ClientRequest request) {
        SdkHttpRequest head = AwsTransportClient.head(request);
        return request.upload() == null || request.upload().length() >= 0
                ? head
                : head.copy(copy -> copy.putHeader("Transfer-Encoding", "chunked"));
    }

    @Override
    public void close() {
        client.close();
    }

    /** Reads as much as arrives. */
    private static final class Received implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {

        private final PushedExchange exchange = new PushedExchange(this::cancel);
        private volatile CompletableFuture<Void> call;
        private volatile Subscription subscription;

        private void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
            call.cancel(true);
            exchange.pushFailure(new IOException("Cancelled"));
        }

        @Override
        public void onHeaders(SdkHttpResponse head) {
            Headers.Builder headers = Headers.builder();
            head.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            exchange.pushHead(
                    new HttpResponse(head.statusCode(), head.statusText().orElse(""), headers.build(), Body.EMPTY));
        }

        @Override
        public void onStream(Publisher<ByteBuffer> body) {
            body.subscribe(this);
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            exchange.push(piece);
        }

        @Override
        public void onError(Throwable failure) {
            exchange.pushFailure(failure);
        }

        @Override
        public void onComplete() {
            exchange.pushEnd();
        }
    }

    /** The body of a request, in one piece. */
    private record Content(Upload upload) implements SdkHttpContentPublisher {

        @Override
        public Optional<Long> contentLength() {
            return upload == null
                    ? Optional.of(0L)
                    : Optional.of(upload.length()).filter(length -> length >= 0);
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Subscription() {
                private boolean over;

                @Override
                public void request(long pieces) {
                    if (over) {
                        return;
                    }
                    over = true;
                    try {
                        if (upload != null) {
                            subscriber.onNext(ByteBuffer.wrap(upload.open().readAllBytes()));
                        }
                        subscriber.onComplete();
                    } catch (IOException e) {
                        subscriber.onError(e);
                    }
                }

                @Override
                public void cancel() {
                    over = true;
                }
            });
        }
    }
}
