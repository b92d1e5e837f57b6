package io.vcr.spring;

import io.vcr.Capture;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/** One call of WebClient, from its subscription to the head of its response. Thread-safe. */
final class AsyncRecordedCall implements ClientCall<Disposable, RuntimeException> {

    private final ClientHttpConnector connector;
    private final AsyncOutgoingCall outgoing;
    private final MonoSink<ClientHttpResponse> sink;
    private final Disposable.Composite cancellation = Disposables.composite();
    private final AtomicBoolean decided = new AtomicBoolean();

    AsyncRecordedCall(ClientHttpConnector connector, AsyncOutgoingCall outgoing, MonoSink<ClientHttpResponse> sink) {
        this.connector = connector;
        this.outgoing = outgoing;
        this.sink = sink;
    }

    /** Makes the call for the session that is bound to this thread, on whatever thread its body is produced. */
    void start(Transport transport) {
        Session captured = OpenSessions.bound().orElse(null);
        Runnable decide = () -> decide(transport, captured);
        sink.onCancel(cancellation);
        cancellation.add(outgoing::end);
        cancellation.add(
                outgoing.write(decide).subscribe(nothing -> {}, this::fail, decide, Context.of(sink.contextView())));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    private void decide(Transport transport, @Nullable Session captured) {
        if (!decided.compareAndSet(false, true)) {
            return;
        }
        try {
            transport.executeAsync(outgoing, captured, this).whenComplete((made, failure) -> {
                if (failure != null && !isCancelled()) { // nobody listens to a call that was given up
                    fail(failure);
                }
            });
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        outgoing.end();
        sink.error(failure);
    }

    private void succeed(ClientHttpResponse response) {
        outgoing.end();
        sink.success(response);
    }

    @Override
    public Disposable answer(Answer answer) {
        succeed(new AnswerResponse(answer));
        return Disposables.disposed();
    }

    @Override
    public Disposable send() {
        return connect(response -> response, failure -> {}, () -> {});
    }

    @Override
    public Disposable record(Capture capture) {
        return connect(
                response -> capture.head(() -> SpringMessages.head(response))
                        ? new TeeResponse(response, capture)
                        : response,
                failure -> capture.fail(failure, false),
                capture::cancel);
    }

    @Override
    public boolean isCancelled() {
        return cancellation.isDisposed();
    }

    /** Subscribes here, where the transport marks the request: the connector may be attached too. */
    private Disposable connect(
            UnaryOperator<ClientHttpResponse> arrived, Consumer<Throwable> failed, Runnable cancelled) {
        Disposable made = connector
                .connect(outgoing.method(), outgoing.uri(), outgoing::send)
                .subscribe(
                        response -> succeed(arrived.apply(response)),
                        failure -> {
                            failed.accept(failure);
                            fail(failure);
                        },
                        sink::success,
                        Context.of(sink.contextView()));
        cancellation.add(() -> {
            cancelled.run();
            made.dispose();
        });
        return made;
    }
}
