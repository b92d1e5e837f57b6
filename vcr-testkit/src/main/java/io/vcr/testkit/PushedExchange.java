package io.vcr.testkit;

import io.vcr.http.HttpResponse;
import io.vcr.testkit.internal.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of a client that pushes its response to callbacks. The callbacks call {@link #pushHead}, {@link #push},
 * {@link #pushEnd} and {@link #pushFailure}, and the test reads. Thread-safe.
 */
public final class PushedExchange implements Exchange {

    /** Slightly longer than an adapter may wait for the end of a response that is closed early. */
    private static final long DRAIN_MILLIS = 60;

    private final Runnable cancel;
    private final CompletableFuture<HttpResponse> head = new CompletableFuture<>();
    private final LinkedBlockingQueue<Optional<ByteBuffer>> pieces = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final InputStream body = new Pieces();
    private volatile @Nullable Throwable failure;

    /**
     * Creates the exchange of a request that was just sent.
     *
     * @param cancel cancels the call of the client; not called after its end
     */
    public PushedExchange(Runnable cancel) {
        this.cancel = cancel;
    }

    /**
     * Delivers status and headers.
     *
     * @param response the response; its body is ignored
     */
    public void pushHead(HttpResponse response) {
        head.complete(response);
    }

    /**
     * Delivers a piece of the body.
     *
     * @param bytes the piece; it is copied and its position is not moved
     */
    public void push(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
            copy.put(bytes.duplicate()).flip();
            pieces.add(Optional.of(copy));
        }
    }

    /** Reports that the response is complete. */
    public void pushEnd() {
        ended.countDown();
        pieces.add(Optional.empty()); // the end
    }

    /**
     * Reports that the exchange failed.
     *
     * @param cause the failure that the client reports
     */
    public void pushFailure(Throwable cause) {
        failure = cause;
        ended.countDown();
        head.completeExceptionally(cause);
        pieces.add(Optional.empty()); // the end
    }

    @Override
    public HttpResponse head() throws IOException {
        try {
            return head.get(Threads.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IOException("The head does not arrive", e);
        }
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public void cancel() {
        if (ended.getCount() > 0) {
            cancel.run();
        }
    }

    /** Cancels an exchange that does not end in a moment, because a client that pushes has no response to close. */
    @Override
    public void close() throws IOException {
        try {
            if (!ended.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                cancel();
            }
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
        }
    }

    private static IOException thrown(Throwable cause) {
        return cause instanceof IOException failed ? failed : new IOException(cause);
    }

    private final class Pieces extends InputStream {

        private ByteBuffer piece = ByteBuffer.allocate(0);
        private boolean atEnd;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!atEnd && !piece.hasRemaining()) {
                next().ifPresentOrElse(next -> piece = next, () -> atEnd = true);
            }
            if (atEnd) {
                Throwable cause = failure;
                if (cause != null) {
                    throw thrown(cause);
                }
                return -1;
            }
            int read = Math.min(length, piece.remaining());
            piece.get(target, offset, read);
            return read;
        }

        private Optional<ByteBuffer> next() throws IOException {
            try {
                Optional<ByteBuffer> next = pieces.poll(Threads.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (next == null) {
                    throw new IOException("The next piece does not arrive");
                }
                return next;
            } catch (InterruptedException e) {
                throw new IOException("Interrupted", e);
            }
        }
    }
}
