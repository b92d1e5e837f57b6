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

    /**
     * Copies the bytes from the position of a piece to its limit; both stay as they are. Copies them once: the client of the
     * JDK hands out read-only pieces, and an array for each would double the garbage of a recording.
     */
    void write(ByteBuffer piece, Duration at) {
        length += piece.remaining();
        if (isOverLimit(length)) {
            letGo();
            return;
        }
        chunks.add(new Chunk(at, piece.remaining()));
        int position = piece.position();
        while (position < piece.limit()) {
            ByteBuffer block = blockWithRoom();
            int part = Math.min(piece.limit() - position, block.remaining());
            block.put(piece.slice(position, part));
            position += part;
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
