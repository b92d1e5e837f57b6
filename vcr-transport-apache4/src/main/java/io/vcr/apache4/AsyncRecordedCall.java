package io.vcr.apache4;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Future;
import org.apache.http.HttpException;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.concurrent.BasicFuture;
import org.apache.http.concurrent.Cancellable;
import org.apache.http.concurrent.FutureCallback;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One call of an async client, and the future that its caller has. A call that the client makes ends by the client. What a
 * call gets that the client does not make:
 *
 * <table>
 * <caption>Endings; each closes producer and consumer</caption>
 * <tr><th>method</th><th>when</th><th>producer</th><th>consumer</th><th>future</th></tr>
 * <tr><td>{@link #complete()}</td><td>a replay is delivered</td><td></td><td>responseCompleted</td>
 *     <td>the result or the exception of the consumer</td></tr>
 * <tr><td>{@link #fail}</td><td>the body of the request, the refusal or the consumer fails</td><td>failed</td>
 *     <td>failed</td><td>the failure; if it was cancelled before, as below</td></tr>
 * <tr><td>{@link #cancelConsumer()}</td><td>the caller has cancelled</td><td></td><td>cancel</td>
 *     <td>the result or the exception of the consumer; cancelled if it has none</td></tr>
 * <tr><td>{@link #abandon()}</td><td>the consumer needs nothing more</td><td></td><td></td><td>cancelled</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
final class AsyncRecordedCall<T> extends BasicFuture<T> implements ClientCall<Future<T>, RuntimeException> {

    private final CloseableHttpAsyncClient client;
    private final HttpAsyncRequestProducer producer;
    private final HttpAsyncResponseConsumer<T> consumer;
    private final HttpContext context;
    private @Nullable AsyncOutgoingCall outgoing;
    private volatile @Nullable Cancellable running;

    AsyncRecordedCall(
            CloseableHttpAsyncClient client,
            HttpAsyncRequestProducer producer,
            HttpAsyncResponseConsumer<T> consumer,
            HttpContext context,
            @Nullable FutureCallback<T> callback) {
        super(callback);
        this.client = client;
        this.producer = producer;
        this.consumer = consumer;
        this.context = context;
    }

    /** From here on the request of the caller can be aborted. */
    AsyncOutgoingCall begin() throws IOException, HttpException {
        AsyncOutgoingCall begun = new AsyncOutgoingCall(producer);
        outgoing = begun;
        if (begun.given() instanceof HttpExecutionAware request) {
            request.setCancellable(this);
        }
        return begun;
    }

    @Override
    public Future<T> answer(Answer answer) {
        AsyncAnswer<T> played = new AsyncAnswer<>(answer, consumer, this);
        running = played;
        if (isCancelled()) {
            played.cancel();
            return this;
        }
        AsyncOutgoingCall request = Objects.requireNonNull(outgoing);
        producer.requestCompleted(context);
        ApacheMessages.configure(context, request.given(), client);
        ApacheMessages.fill(context, request.target(), request.given(), played.response(), answer.route());
        played.start();
        return this;
    }

    @Override
    public Future<T> send() {
        return follow(client.execute(producerToSend(), consumer, context, new PassOn()));
    }

    @Override
    public Future<T> record(Capture capture) {
        TeeConsumer<T> tee = new TeeConsumer<>(consumer, capture, context);
        return follow(client.execute(producerToSend(), tee, context, new PassOn()));
    }

    private HttpAsyncRequestProducer producerToSend() {
        return Objects.requireNonNull(outgoing).toSend();
    }

    private Future<T> follow(Future<T> live) {
        running = () -> live.cancel(true);
        if (isCancelled()) {
            live.cancel(true);
        }
        return live;
    }

    /** Ends a call that the client has not made, as the client ends its calls. */
    void complete() {
        try {
            consumer.responseCompleted(context);
        } catch (RuntimeException e) {
            fail(e); // the caller would wait for ever
            return;
        }
        end(false);
    }

    /** As {@link #complete()}, for a call that has failed. */
    void fail(Exception cause) {
        if (isCancelled()) {
            cancelConsumer();
            return;
        }
        try {
            producer.failed(cause);
            consumer.failed(cause);
        } finally {
            try {
                failed(cause);
            } finally {
                release();
            }
        }
    }

    /** As {@link #complete()}, for a call that is cancelled: its consumer may have a result all the same. */
    boolean cancelConsumer() {
        try {
            return consumer.cancel();
        } finally {
            end(true);
        }
    }

    /** As {@link #complete()}, for a call whose consumer needs nothing more. */
    void abandon() {
        try {
            super.cancel(true);
        } finally {
            release();
        }
    }

    private void end(boolean isCancelled) {
        try {
            Exception failure = consumer.getException();
            T result = consumer.getResult();
            if (failure != null) {
                failed(failure);
            } else if (isCancelled && result == null) {
                super.cancel(true);
            } else {
                completed(result);
            }
        } finally {
            release();
        }
    }

    private void release() {
        try (producer;
                consumer) {
            running = null;
        } catch (IOException e) {
            // The call has ended; HttpAsyncClient ignores it too.
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        Cancellable call = running;
        if (call != null) {
            call.cancel(); // it ends this call, unless something else just has
            return isCancelled();
        }
        boolean cancelled = super.cancel(mayInterrupt); // first: a body that is cancelled fails the call
        if (outgoing != null) {
            outgoing.cancel();
        }
        Cancellable begun = running; // since then
        if (begun != null) {
            begun.cancel();
        }
        return cancelled;
    }

    /** Passes on how a call of the client has ended. */
    private final class PassOn implements FutureCallback<T> {

        @Override
        public void completed(T result) {
            AsyncRecordedCall.this.completed(result);
        }

        @Override
        public void failed(Exception cause) {
            AsyncRecordedCall.this.failed(cause);
        }

        @Override
        public void cancelled() {
            AsyncRecordedCall.super.cancel(true);
        }
    }
}
