package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.BodyEdits;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The replayed stream of a subscription. An event comes when the exchanges have been played that it came after, with the ids
 * that their requests have now. A read waits for the next event; after the last one it waits until the stream is closed or the
 * session ends, unless the server had ended the stream. Thread-safe.
 */
public final class EventFeed extends InputStream {

    /** For a client that tells nobody that a call is cancelled. */
    private static final long CANCELLED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Subscriptions subscriptions;
    private final Episode stored;
    private final HttpResponse response;
    private final Subscription subscription;
    private final List<Integer> ends;
    private int next;
    private InputStream event = InputStream.nullInputStream();
    private int left;
    private boolean closed;
    private @Nullable BooleanSupplier isCancelled;
    private @Nullable Runnable listener;

    EventFeed(Subscriptions subscriptions, Episode stored, HttpResponse response) {
        this.subscriptions = subscriptions;
        this.stored = stored;
        this.response = response;
        this.subscription = Objects.requireNonNull(stored.subscription());
        this.ends = new ArrayList<>(EventBlocks.ends(response.body()));
        int last = ends.isEmpty() ? 0 : ends.get(ends.size() - 1);
        if (last < response.body().length() && !subscription.open()) {
            ends.add(response.body().length());
        }
    }

    /** Also ends reads when the call is cancelled, which a waiting read looks at again and again. */
    public void endsWhen(BooleanSupplier cancelled) {
        locked(() -> isCancelled = cancelled);
    }

    /** Calls a listener, on any thread, when there may be more to read without waiting. */
    public void whenReadable(Runnable newListener) {
        locked(() -> {
            listener = newListener;
            subscriptions.waiting().add(newListener);
        });
    }

    /** Whether a read does not wait. Goes on to the next event, if it has come. */
    public boolean isReadable() {
        subscriptions.lock().lock();
        try {
            return left > 0 || closed || isOver() || advance();
        } finally {
            subscriptions.lock().unlock();
        }
    }

    /** Whether nothing follows but the end. */
    public boolean isOver() {
        subscriptions.lock().lock();
        try {
            return left == 0 && (subscriptions.isEnded() || (next == ends.size() && !subscription.open()));
        } finally {
            subscriptions.lock().unlock();
        }
    }

    /** Goes on to the next event, if it has come. */
    private boolean advance() {
        if (next == ends.size() || !subscriptions.isPlayed(stored, after(next))) {
            return false;
        }
        int start = next == 0 ? 0 : ends.get(next - 1);
        byte[] bytes = new byte[ends.get(next) - start];
        response.body().buffer().position(start).get(bytes);
        Body recorded = Body.of(bytes);
        BodyEdits edits = subscriptions.echo(stored).in(response.withBody(recorded));
        Body repeated = edits.isEmpty() ? recorded : edits.applyTo(recorded);
        event = repeated.stream();
        left = repeated.length();
        next++;
        return true;
    }

    /** A filter may have changed the number of events: those without a number come with the last one that has one. */
    private int after(int index) {
        List<Integer> after = subscription.after();
        return after.isEmpty() ? 0 : after.get(Math.min(index, after.size() - 1));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        subscriptions.lock().lock();
        try {
            awaitReadable();
            checkOpen();
            if (isOver()) {
                return -1;
            }
            int read = event.read(target, offset, Math.min(length, left));
            left -= read;
            return read;
        } finally {
            subscriptions.lock().unlock();
        }
    }

    private void checkOpen() throws IOException {
        if (closed || (isCancelled != null && isCancelled.getAsBoolean())) {
            throw new IOException("Socket closed");
        }
    }

    private void awaitReadable() throws IOException {
        try {
            while (!isReadable()) {
                checkOpen();
                if (isCancelled == null) {
                    subscriptions.changed().await();
                } else {
                    subscriptions.changed().awaitNanos(CANCELLED_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted while waiting for an event").initCause(e);
        }
    }

    @Override
    public int available() {
        subscriptions.lock().lock();
        try {
            return left;
        } finally {
            subscriptions.lock().unlock();
        }
    }

    @Override
    public void close() {
        locked(() -> {
            closed = true;
            if (listener != null) {
                subscriptions.waiting().remove(listener);
            }
            subscriptions.changed().signalAll();
        });
    }

    private void locked(Runnable change) {
        subscriptions.lock().lock();
        try {
            change.run();
        } finally {
            subscriptions.lock().unlock();
        }
    }
}
