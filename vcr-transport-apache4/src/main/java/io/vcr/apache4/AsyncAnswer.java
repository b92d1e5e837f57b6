package io.vcr.apache4;

import io.vcr.transport.Answer;
import io.vcr.transport.Playback;
import io.vcr.transport.SerialTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.http.ConnectionClosedException;
import org.apache.http.HttpException;
import org.apache.http.HttpResponse;
import org.apache.http.concurrent.Cancellable;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncResponseConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a replayed response or a refusal to a consumer. It calls the consumer as HttpAsyncClient's connections do:
 * again and again while there is something to read, and not while it has suspended the input. Thread-safe.
 */
final class AsyncAnswer<T> implements Playback.Receiver, ContentDecoder, IOControl, Cancellable {

    private final HttpResponse response;
    private final HttpAsyncResponseConsumer<T> consumer;
    private final AsyncRecordedCall<T> call;
    private final Playback playback;
    private final SerialTask feeding = new SerialTask(this::feed);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile ByteBuffer piece = ByteBuffer.allocate(0);
    private volatile boolean isRequested;
    private volatile boolean isLast;
    private volatile boolean suspended;
    private volatile boolean isShut;

    AsyncAnswer(Answer answer, HttpAsyncResponseConsumer<T> consumer, AsyncRecordedCall<T> call) {
        this.response = ApacheMessages.asyncResponse(answer);
        this.consumer = consumer;
        this.call = call;
        this.playback = Playback.ofPieces(answer, this);
    }

    HttpResponse response() {
        return response;
    }

    void start() {
        playback.start();
    }

    @Override
    public void begin(Playback begun) throws HttpException, IOException {
        if (over.get()) {
            return;
        }
        consumer.responseReceived(response);
        if (response.getEntity() == null) {
            begun.cancel();
            complete();
        } else {
            feeding.run();
        }
    }

    @Override
    public void piece(ByteBuffer given) {
        piece = given;
        isRequested = false;
        feeding.run();
    }

    @Override
    public void end(@Nullable Exception failure) {
        if (failure != null) {
            fail(failure);
        } else {
            isLast = true;
            feeding.run();
        }
    }

    private void feed() {
        boolean isFed = false;
        try {
            while (mayFeed() && !(isFed && (isCompleted() || consumer.isDone()))) {
                consumer.consumeContent(this, this);
                isFed = true;
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        } catch (Error e) {
            fail(new IOException("The consumer of the response has failed", e)); // ends the wait of the caller
            throw e;
        }
        if (isShut) {
            fail(new ConnectionClosedException("The connection is shut down"));
        } else if (isFed && isCompleted()) {
            complete();
        } else if (isFed && consumer.isDone()) {
            abandon();
        } else if (!over.get() && !suspended && !isLast && !isRequested && !piece.hasRemaining()) {
            isRequested = true;
            playback.request(1);
        }
    }

    private boolean mayFeed() {
        return !over.get() && !isShut && !suspended && (piece.hasRemaining() || isLast);
    }

    private void complete() {
        if (over.compareAndSet(false, true)) {
            call.complete();
        }
    }

    private void fail(Exception cause) {
        if (over.compareAndSet(false, true)) {
            playback.cancel();
            call.fail(cause);
        }
    }

    private void abandon() {
        if (over.compareAndSet(false, true)) {
            playback.cancel();
            call.abandon();
        }
    }

    @Override
    public int read(ByteBuffer target) {
        if (!piece.hasRemaining()) {
            return isLast ? -1 : 0;
        }
        int read = Math.min(piece.remaining(), target.remaining());
        target.put(piece.slice().limit(read));
        piece.position(piece.position() + read);
        return read;
    }

    @Override
    public boolean isCompleted() {
        return isLast && !piece.hasRemaining();
    }

    @Override
    public void requestInput() {
        suspended = false;
        feeding.runLater();
    }

    @Override
    public void suspendInput() {
        suspended = true;
    }

    @Override
    public void requestOutput() {}

    @Override
    public void suspendOutput() {}

    @Override
    public void shutdown() {
        isShut = true;
        feeding.runLater(); // later, as a connection tells it
    }

    @Override
    public boolean cancel() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        playback.cancel();
        return call.cancelConsumer();
    }
}
