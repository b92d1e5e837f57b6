package io.vcr.benchmarks.replay;

import io.vcr.aws.VcrSdkAsyncHttpClient;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** The async HTTP client of the AWS SDK, below the clients of services. */
public class AwsAsyncReplay extends ClientReplay {

    private static final Scheduler OTHER = Schedulers.fromExecutor(OTHER_THREAD);

    public AwsAsyncReplay() {
        super(
                session -> call(VcrSdkAsyncHttpClient.of(session, new CannedClient(UnaryOperator.identity()))),
                answers -> call(new CannedClient(answers)));
    }

    private static Call call(SdkAsyncHttpClient client) {
        return () -> {
            Received received = new Received();
            CompletableFuture<Void> call = client.execute(AsyncExecuteRequest.builder()
                    .request(AwsReplay.head())
                    .requestContentPublisher(new Content(Flux.just(ByteBuffer.wrap(SENT))))
                    .responseHandler(received)
                    .build());
            byte[] answer = received.body.join();
            call.join();
            return answer;
        };
    }

    private static void collect(Publisher<ByteBuffer> pieces, Consumer<byte[]> whole) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(SENT.length);
        Flux.from(pieces)
                .doOnComplete(() -> whole.accept(bytes.toByteArray()))
                .subscribe(piece -> Pieces.move(piece, bytes));
    }

    private record Content(Flux<ByteBuffer> pieces) implements SdkHttpContentPublisher {

        @Override
        public Optional<Long> contentLength() {
            return Optional.of((long) SENT.length);
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            pieces.subscribe(subscriber);
        }
    }

    private static final class Received implements SdkAsyncHttpResponseHandler {

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        @Override
        public void onHeaders(SdkHttpResponse head) {}

        @Override
        public void onStream(Publisher<ByteBuffer> pieces) {
            collect(pieces, body::complete);
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }
    }

    private record CannedClient(UnaryOperator<byte[]> answers) implements SdkAsyncHttpClient {

        @Override
        public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
            CompletableFuture<Void> call = new CompletableFuture<>();
            collect(request.requestContentPublisher(), sent -> {
                Flux<ByteBuffer> answer = Flux.just(ByteBuffer.wrap(answers.apply(sent)));
                request.responseHandler().onHeaders(AwsReplay.ok());
                request.responseHandler()
                        .onStream(answer.doOnComplete(() -> call.complete(null)).subscribeOn(OTHER));
            });
            return call;
        }

        @Override
        public void close() {}
    }
}
