package io.vcr.internal.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the caller reads, with one read of the body for each read of the caller, so that no byte is delayed. When
 * the caller closes it before its end, it reads on for a moment, because the JSON parsers of SDKs close a body after
 * the last brace instead of the end. Confined to one thread, except for {@link #close()}: SDKs close async streams
 * while another thread reads.
 */
public final class TeeStream extends InputStream {

    /** Reads on in a body that the caller has closed before its end, on the thread of the caller. */
    @FunctionalInterface
    public interface Drain {

        void readOn(InputStream rest) throws IOException;
    }

    /** How long a busy machine may take to start a thread. */
    private static final long START_MILLIS = 500;

    private final InputStream body;
    private final Closeable response;
    private final LiveResponse live;
    private final BooleanSupplier isCancelled;
    private final @Nullable Drain drain;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean ended;

    /** The drain is null for a client whose reads have no time limit. */
    public TeeStream(
            InputStream body,
            Closeable response,
            LiveResponse live,
            BooleanSupplier isCancelled,
            @Nullable Drain drain) {
        this.body = body;
        this.response = response;
        this.live = live;
        this.isCancelled = isCancelled;
        this.drain = drain;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = body.read(bytes, offset, length);
            if (read < 0) {
                ended = true;
                live.end();
            } else {
                live.data(bytes, offset, read);
            }
            return read;
        } catch (IOException | RuntimeException e) {
            ended = true;
            if (drain == null || !closed.get()) {
                live.fail(e, isCancelled.getAsBoolean());
            }
            throw e;
        }
    }

    @Override
    public int available() throws IOException {
        return body.available();
    }

    /**
     * Closes the response once:
     *
     * <ul>
     *   <li>if the body has ended, is whole or is a stream of events: at once, on the thread that closes;
     *   <li>if it has a {@link Drain}: on the thread that closes, when the drain returns;
     *   <li>otherwise: on the thread that reads on, when its read returns. This method waits for it no longer than the drain
     *       time. If nothing arrives any more, the connection stays open until the client's own read timeout.
     * </ul>
     */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (drain != null) {
            closeAfter(drain);
        } else if (ended || live.isComplete() || live.isEventStream()) {
            live.close("closed early");
            response.close();
        } else {
            drain();
        }
    }

    private void closeAfter(Drain ownDrain) throws IOException {
        try {
            if (!ended) {
                ownDrain.readOn(this);
            }
        } finally {
            if (isCancelled.getAsBoolean()) {
                live.cancel();
            } else {
                live.close("closed early");
            }
            response.close();
        }
    }

    /**
     * Reads on in a thread of its own, because a read here has no timeout. The thread that reads also closes, because
     * the streams of some clients do not allow both at once. Not a thread of the common pool: this may run on its only
     * thread.
     */
    private void drain() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread reader = new Thread(() -> readOn(begun, over), "vcr-drain");
        reader.setDaemon(true);
        reader.start();
        boolean interrupted = false;
        try {
            begun.await(START_MILLIS, TimeUnit.MILLISECONDS);
            over.await(live.drainTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        live.close("closed early");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOn(CountDownLatch begun, CountDownLatch over) {
        try (response) {
            begun.countDown();
            byte[] rest = new byte[8192];
            while (!live.isOver()) {
                int read = body.read(rest);
                if (read < 0) {
                    live.end();
                } else {
                    live.data(rest, 0, read);
                }
            }
        } catch (IOException | RuntimeException e) {
            live.close("closed early"); // the end was not reached
        } finally {
            over.countDown();
        }
    }
}
