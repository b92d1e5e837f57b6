package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a recorded body chunk by chunk, optionally at the recorded pace. Confined to one thread. */
public final class ChunkedStream extends InputStream {

    private final InputStream bytes;
    private final List<Chunk> chunks;
    private final double pace;
    private final long openedAt = System.nanoTime();
    private int next;
    private int left;

    private ChunkedStream(Body body, List<Chunk> chunks, double pace) {
        this.bytes = body.stream();
        this.chunks = chunks;
        this.pace = pace;
    }

    public static InputStream of(Episode episode, double pace) {
        Body body = episode.response().body();
        Timing timing = episode.timing();
        if (timing == null) {
            return body.stream();
        }
        if (timing.fits(body.length())) {
            return new ChunkedStream(body, timing.chunks(), pace);
        }
        if (pace == 0 || body.isEmpty()) {
            return body.stream();
        }
        return new ChunkedStream(body, List.of(new Chunk(timing.total(), body.length())), pace);
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
        if (left == 0) {
            if (next == chunks.size()) {
                return -1;
            }
            Chunk chunk = chunks.get(next++);
            awaitDue(chunk);
            left = chunk.bytes();
        }
        int read = bytes.read(target, offset, Math.min(length, left));
        left -= read;
        return read;
    }

    @Override
    public int available() {
        return left;
    }

    private void awaitDue(Chunk chunk) throws IOException {
        if (pace == 0) {
            return;
        }
        long due = openedAt + (long) (chunk.offset().toNanos() * pace);
        try {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Interrupted while replaying at the recorded pace").initCause(e);
        }
    }
}
