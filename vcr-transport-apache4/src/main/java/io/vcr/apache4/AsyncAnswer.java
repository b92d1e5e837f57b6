package io.vcr.apache4;

import io.vcr.transport.Answer;
import io.vcr.transport.Playback;
import io.vcr.transport.SerialTask;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private volatile ByteBuffer piece = ByteBuffer.allocate(0);
    private volatile boolean isRequested;
    private volatile boolean isLast;
    private volatile boolean isOver;
    private volatile boolean suspended;

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
        consumer.responseReceived(response);
        if (response.getEntity() == null) {
            begun.cancel();
            isOver = true;
            call.complete();
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
        if (failure == null) {
            isLast = true;
            feeding.run();
        } else if (!isOver) {
            isOver = true;
            call.fail(failure);
        }
    }

    private void feed() {
        try {
            while (!isOver && !suspended && (piece.hasRemaining() || isLast)) {
                consumer.consumeContent(this, this);
                if (isCompleted()) {
                    isOver = true;
                    call.complete();
                } else if (consumer.isDone()) {
                    isOver = true;
                    playback.cancel();
                    call.abandon();
                }
            }
        } catch (IOException | RuntimeException e) {
            isOver = true;
            playback.cancel();
            call.fail(e);
        }
        if (!isOver && !suspended && !isLast && !isRequested && !piece.hasRemaining()) {
            isRequested = true;
            playback.request(1);
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
        playback.abort();
    }

    /** As the client: the consumer may have a result all the same. */
    @Override
    public boolean cancel() {
        if (isOver) {
            return false;
        }
        isOver = true;
        playback.cancel();
        boolean cancelled = consumer.cancel();
        Exception failure = consumer.getException();
        T result = consumer.getResult();
        if (failure != null) {
            call.failed(failure);
        } else if (result != null) {
            call.completed(result);
        } else {
            call.abandon();
        }
        return cancelled;
    }
}
