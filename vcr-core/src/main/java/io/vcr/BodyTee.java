package io.vcr;

import io.vcr.http.Body;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Timing;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps a copy of the bytes that a client reads, up to a limit, and when they came. Guarded by its capture. */
final class BodyTee {

    private final long maxBytes;
    private ByteArrayOutputStream copy = new ByteArrayOutputStream(1024);
    private final List<Chunk> chunks = new ArrayList<>();
    private long length;

    BodyTee(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void write(byte[] bytes, int offset, int count, Duration at) {
        length += count;
        if (isOverLimit()) {
            copy = new ByteArrayOutputStream(0);
            chunks.clear();
            return;
        }
        copy.write(bytes, offset, count);
        chunks.add(new Chunk(at, count));
    }

    long length() {
        return length;
    }

    boolean isOverLimit() {
        return length > maxBytes;
    }

    Body body() {
        return Body.of(copy.toByteArray());
    }

    /** The timing of a body that may have been decoded since: chunks that do not fit it any more are left out. */
    Timing timing(Duration total, int decodedLength) {
        Duration firstByte = chunks.isEmpty() ? total : chunks.get(0).offset();
        Timing timing = new Timing(firstByte, total, chunks);
        return chunks.size() > 1 && timing.fits(decodedLength) ? timing : new Timing(firstByte, total, List.of());
    }
}
