package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Timing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the bytes that a client reads, up to a limit, with their times. Stores them in blocks, because a growing array
 * would be copied repeatedly while the client waits. Guarded by its response.
 */
final class BodyTee {

    private static final int SMALLEST_BLOCK = 1024;
    private static final int LARGEST_BLOCK = 256 * 1024;

    private final long maxBytes;
    private final List<ByteBuffer> blocks = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private long length;

    BodyTee(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void write(byte[] bytes, int offset, int count, Duration at) {
        length += count;
        if (isOverLimit(length)) {
            letGo();
            return;
        }
        chunks.add(new Chunk(at, count));
        int written = 0;
        while (written < count) {
            ByteBuffer block = blockWithRoom();
            int part = Math.min(count - written, block.remaining());
            block.put(bytes, offset + written, part);
            written += part;
        }
    }

    private ByteBuffer blockWithRoom() {
        if (!blocks.isEmpty() && blocks.get(blocks.size() - 1).hasRemaining()) {
            return blocks.get(blocks.size() - 1);
        }
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, length)));
        blocks.add(block);
        return block;
    }

    /** Releases the bytes. */
    void letGo() {
        blocks.clear();
        chunks.clear();
    }

    long length() {
        return length;
    }

    boolean isOverLimit(long bytes) {
        return bytes > maxBytes;
    }

    Body body() {
        ByteBuffer all = ByteBuffer.allocate(
                blocks.stream().mapToInt(ByteBuffer::position).sum());
        blocks.forEach(block -> all.put(block.duplicate().flip()));
        return Body.of(all.array());
    }

    /**
     * The timing of a body that may have been decoded since. Leaves out the chunks if they no longer fit its length.
     */
    Timing timing(Duration total, int decodedLength) {
        Duration firstByte = chunks.isEmpty() ? total : chunks.get(0).offset();
        Timing timing = new Timing(firstByte, total, chunks);
        return chunks.size() > 1 && timing.fits(decodedLength) ? timing : new Timing(firstByte, total, List.of());
    }
}
