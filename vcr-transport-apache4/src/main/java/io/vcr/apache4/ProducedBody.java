package io.vcr.apache4;

import io.vcr.http.Body;
import io.vcr.transport.SerialTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.IOControl;
import org.apache.http.nio.protocol.HttpAsyncRequestProducer;

/**
 * Collects the body that a producer writes. It calls the producer as HttpAsyncClient's connections do: again and again,
 * until it completes the body, and not while it has suspended the output. It asks on one thread at a time.
 */
final class ProducedBody implements ContentEncoder, IOControl {

    /** A connection asks a producer that has nothing yet as often as it can. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final HttpAsyncRequestProducer source;
    private final SerialTask asking = new SerialTask(this::ask);
    private final SerialTask askingLater = new SerialTask(this::pauseAndAsk);
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile ByteBuffer rest = ByteBuffer.allocate(0);
    private volatile boolean completed;
    private volatile boolean suspended;

    ProducedBody(HttpAsyncRequestProducer source) {
        this.source = source;
    }

    /**
     * Begins to read. The result is complete on return if the producer has the whole body at once.
     *
     * @param mayBlock whether the producer may wait for the caller, as one that reads from a stream does
     */
    CompletionStage<Body> read(boolean mayBlock) {
        if (mayBlock) {
            asking.runLater();
        } else {
            asking.run();
        }
        return body;
    }

    void cancel() {
        body.completeExceptionally(new InterruptedIOException("Cancelled while the request body was read"));
    }

    private void ask() {
        try {
            int before = -1;
            while (!completed && !suspended && !body.isDone() && bytes.size() > before) {
                before = bytes.size();
                source.produceContent(this, this);
            }
        } catch (IOException | RuntimeException e) {
            body.completeExceptionally(e);
        } catch (Error e) {
            body.completeExceptionally(new IOException("The producer of the request has failed", e));
            throw e;
        }
        if (body.isDone()) {
            return; // a producer may request output after it has completed its body, which is being sent now
        }
        if (completed) {
            byte[] whole = bytes.toByteArray();
            rest = ByteBuffer.wrap(whole);
            body.complete(Body.of(whole));
        } else if (!suspended) {
            askingLater.runLater();
        }
    }

    private void pauseAndAsk() {
        LockSupport.parkNanos(PAUSE_NANOS);
        asking.run();
    }

    @Override
    public int write(ByteBuffer piece) {
        int length = piece.remaining();
        byte[] copy = new byte[length];
        piece.get(copy);
        bytes.writeBytes(copy);
        return length;
    }

    @Override
    public void complete() {
        completed = true;
    }

    @Override
    public boolean isCompleted() {
        return completed;
    }

    @Override
    public void requestOutput() {
        suspended = false;
        asking.runLater();
    }

    @Override
    public void suspendOutput() {
        suspended = true;
    }

    @Override
    public void requestInput() {}

    @Override
    public void suspendInput() {}

    @Override
    public void shutdown() {
        cancel();
    }

    /** Sends the bytes that were read. */
    void writeTo(ContentEncoder encoder) throws IOException {
        ByteBuffer left = rest;
        encoder.write(left);
        if (!left.hasRemaining()) {
            encoder.complete();
        }
    }

    /** Sends them again. */
    void rewind() {
        rest.rewind();
    }
}
