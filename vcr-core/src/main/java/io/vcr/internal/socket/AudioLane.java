package io.vcr.internal.socket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The audio that the client sent when a conversation was recorded, as one run of bytes. Guarded by its script. */
final class AudioLane {

    private record Entry(int index, AudioPiece piece) {}

    private final List<Entry> entries = new ArrayList<>();
    private int at;
    private int offset;
    private long heard;

    void add(int index, AudioPiece piece) {
        entries.add(new Entry(index, piece));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Takes the next bytes. Audio beyond the recorded one is let through: a microphone is switched off by the clock, and nothing
     * that the server sent depends on it.
     *
     * @param matched gets the index of each recorded message that is now heard to its end
     * @return how the bytes differ from the recorded ones
     */
    Optional<String> take(AudioPiece piece, IntConsumer matched) {
        ByteBuffer bytes = piece.bytes().buffer();
        int size = bytes.limit();
        int from = 0;
        while (from < size && at < entries.size()) {
            Entry entry = entries.get(at);
            ByteBuffer recorded = entry.piece.bytes().buffer();
            if (!entry.piece.frame().equals(piece.frame())) {
                return Optional.of(
                        "the client sends audio: recorded in " + entry.piece.frame() + ", sent in " + piece.frame());
            }
            int length = Math.min(size - from, recorded.limit() - offset);
            int different = bytes.slice(from, length).mismatch(recorded.slice(offset, length));
            if (different >= 0) {
                return Optional.of("the audio of the client differs at byte " + (heard + different));
            }
            from += length;
            offset += length;
            heard += length;
            if (offset == recorded.limit()) {
                matched.accept(entry.index);
                at++;
                offset = 0;
            }
        }
        return from < size && !piece.isText()
                ? Optional.of("recorded " + heard + " bytes of the client, sent " + (size - from) + " more")
                : Optional.empty();
    }
}
