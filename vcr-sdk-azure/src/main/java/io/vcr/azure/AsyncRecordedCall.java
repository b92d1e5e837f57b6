package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One attempt of an async call, from its subscription to the head of its response. Thread-safe. */
final class AsyncRecordedCall implements ClientCall<Disposable, RuntimeException> {

    private final HttpClient client;
    private final OutgoingCall outgoing;
    private final Context context;
    private final MonoSink<HttpResponse> sink;
    private final Disposable.Composite cancellation = Disposables.composite();

    AsyncRecordedCall(HttpClient client, HttpRequest request, Context context, MonoSink<HttpResponse> sink) {
        this.client = client;
        this.outgoing = new OutgoingCall(request);
        this.context = context;
        this.sink = sink;
    }

    /** Makes the call for the session that is bound to this thread, on whatever thread its body is produced. */
    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    void start(Transport transport) {
        cancellation.add(outgoing::cancel);
        sink.onCancel(cancellation);
        try {
            transport.executeAsync(outgoing, this).whenComplete((made, failure) -> {
                if (failure != null && !isCancelled()) { // nobody listens to a call that was given up
                    sink.error(failure);
                }
            });
        } catch (IOException | RuntimeException e) {
            sink.error(e);
        }
    }

    @Override
    public Disposable answer(Answer answer) {
        return follow(
                AzureMessages.asAskedFor(RecordedResponse.answer(outgoing.given(), answer), context), failure -> {});
    }

    @Override
    public Disposable send() {
        return follow(client.send(outgoing.toSend(), context), failure -> {});
    }

    @Override
    public Disposable record(Capture capture) {
        Disposable made = follow(
                client.send(outgoing.toSend(), context).flatMap(response -> recorded(response, capture)),
                failure -> capture.fail(failure, false));
        cancellation.add(capture::cancel);
        return made;
    }

    @Override
    public boolean isCancelled() {
        return cancellation.isDisposed();
    }

    private Mono<HttpResponse> recorded(HttpResponse response, Capture capture) {
        return capture.head(() -> AzureMessages.head(response))
                ? AzureMessages.asAskedFor(RecordedResponse.live(outgoing.given(), response, capture), context)
                : Mono.just(response);
    }

    /** Subscribes here, where the transport marks the request: the client may be attached too. */
    private Disposable follow(Mono<HttpResponse> response, Consumer<Throwable> failed) {
        Disposable made = response.subscribe(
                sink::success,
                failure -> {
                    failed.accept(failure);
                    sink.error(failure);
                },
                sink::success,
                reactor.util.context.Context.of(sink.contextView()));
        cancellation.add(made);
        return made;
    }
}
