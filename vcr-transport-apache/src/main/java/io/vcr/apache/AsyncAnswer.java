package io.vcr.apache;

import io.vcr.transport.Answer;
import io.vcr.transport.SerialTask;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a replayed response or a refusal to a callback as a connection does: on another thread, piece by piece,
 * within the capacity of the consumer, until it is cancelled. Thread-safe.
 */
final class AsyncAnswer implements CapacityChannel, Cancellable {

    /** The number of bytes that a connection delivers before it needs more capacity (RFC 9113, section 6.9.2). */
    private static final int FIRST_WINDOW = 65_535;

    private final Answer answer;
    private final AsyncExecChain.Scope scope;
    private final AsyncExecCallback callback;
    private final SerialTask handing = new SerialTask(this::hand);
    private final AtomicInteger window = new AtomicInteger(FIRST_WINDOW);
    private final byte[] piece = new byte[16 * 1024];
    private volatile boolean cancelled;
    private boolean begun;
    private boolean over;
    private @Nullable AsyncDataConsumer consumer;

    AsyncAnswer(Answer answer, AsyncExecChain.Scope scope, AsyncExecCallback callback) {
        this.answer = answer;
        this.scope = scope;
        this.callback = callback;
    }

    void start() {
        scope.cancellableDependency.setDependency(this);
        handing.runLater();
    }

    @Override
    public void update(int increment) {
        window.accumulateAndGet(increment, (room, more) -> (int) Math.min((long) room + more, Integer.MAX_VALUE));
        handing.runLater();
    }

    @Override
    public boolean cancel() {
        cancelled = true;
        handing.runLater();
        return true;
    }

    private void hand() {
        try {
            if (!begun) {
                begun = true;
                begin();
            }
            while (!over && !cancelled && consumer != null && window.get() > 0) {
                handOn(consumer);
            }
            if (cancelled) {
                fail(new InterruptedIOException("Cancelled"));
            }
        } catch (HttpException | IOException | RuntimeException e) {
            fail(e);
        } catch (Error e) {
            fail(new IOException("The consumer of the response has failed", e)); // ends the wait of the caller
            throw e;
        }
    }

    private void begin() throws HttpException, IOException {
        if (cancelled) {
            return;
        }
        org.apache.hc.core5.http.HttpResponse response = ApacheMessages.head(answer);
        scope.clientContext.setRoute(scope.route);
        scope.clientContext.setRequest(scope.originalRequest);
        scope.clientContext.setResponse(response);
        EntityDetails entity = ApacheMessages.entity(answer);
        consumer = callback.handleResponse(response, entity);
        if (entity == null || consumer == null) {
            over = true;
            callback.completed();
        }
    }

    private void handOn(AsyncDataConsumer to) throws HttpException, IOException {
        int read = answer.body().read(piece, 0, Math.min(window.get(), piece.length));
        if (read < 0) {
            over = true;
            to.streamEnd(null);
            callback.completed();
            return;
        }
        to.consume(ByteBuffer.wrap(Arrays.copyOf(piece, read)));
        if (window.addAndGet(-read) <= 0) {
            to.updateCapacity(this);
        }
    }

    private void fail(Exception cause) {
        if (!over) {
            over = true;
            callback.failed(cause);
        }
    }
}
