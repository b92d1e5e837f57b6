package io.vcr.apache;

import io.vcr.transport.Answer;
import io.vcr.transport.Playback;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.jspecify.annotations.Nullable;

/** Delivers a replayed response or a refusal to a callback. Thread-safe. */
final class AsyncAnswer implements Playback.Receiver, CapacityChannel, Cancellable {

    /** The number of bytes that a connection delivers before it needs more capacity (RFC 9113, section 6.9.2). */
    private static final int FIRST_WINDOW = 65_535;

    private final Answer answer;
    private final AsyncExecChain.Scope scope;
    private final AsyncExecCallback callback;
    private final Playback playback;
    private @Nullable AsyncDataConsumer consumer;

    AsyncAnswer(Answer answer, AsyncExecChain.Scope scope, AsyncExecCallback callback) {
        this.answer = answer;
        this.scope = scope;
        this.callback = callback;
        this.playback = Playback.ofBytes(answer, this);
    }

    void start() {
        scope.cancellableDependency.setDependency(this);
        playback.start();
    }

    @Override
    public void update(int increment) {
        playback.request(increment);
    }

    @Override
    public boolean cancel() {
        playback.abort();
        return true;
    }

    @Override
    public void begin(Playback begun) throws HttpException, IOException {
        org.apache.hc.core5.http.HttpResponse response = ApacheMessages.head(answer);
        new ReplayedContext(scope.clientContext).fill(answer, scope.route, scope.originalRequest, response);
        EntityDetails entity = ApacheMessages.entity(answer);
        AsyncDataConsumer given = callback.handleResponse(response, entity);
        if (entity != null && given != null) {
            consumer = given;
            begun.request(FIRST_WINDOW);
        } else {
            begun.cancel();
            callback.completed();
        }
    }

    @Override
    public void piece(ByteBuffer piece) throws IOException {
        AsyncDataConsumer to = Objects.requireNonNull(consumer);
        to.consume(piece);
        if (playback.requested() <= 0) {
            to.updateCapacity(this);
        }
    }

    @Override
    public void end(@Nullable Exception failure) throws HttpException, IOException {
        if (failure != null) {
            callback.failed(failure);
        } else {
            Objects.requireNonNull(consumer).streamEnd(null);
            callback.completed();
        }
    }
}
