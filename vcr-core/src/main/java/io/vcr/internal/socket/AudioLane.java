package io.vcr.internal.socket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The audio that the client sent when a conversation was recorded, as one run of bytes. Guarded by its script. */
final class AudioLane {

    private record Entry(int index, AudioPiece piece, Object frame) {}

    private final Script.Reading reading;
    private final List<Entry> entries = new ArrayList<>();
    private int at;
    private int offset;
    private long heard;

    AudioLane(Script.Reading reading) {
        this.reading = reading;
    }

    void add(int index, AudioPiece piece) {
        entries.add(new Entry(index, piece, reading.compared(piece.frame())));
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
        Object frame = reading.compared(piece.frame());
        while (from < size && at < entries.size()) {
            Entry entry = entries.get(at);
            ByteBuffer recorded = entry.piece.bytes().buffer();
            Optional<String> difference = difference(entry, piece, frame);
            if (difference.isPresent()) {
                return difference;
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
        if (from < size && !piece.isText()) {
            return Optional.of("recorded " + heard + " bytes of the client, sent " + (size - from) + " more");
        }
        return from < size ? difference(entries.get(entries.size() - 1), piece, frame) : Optional.empty();
    }

    /** How what is around the audio differs. */
    private Optional<String> difference(Entry recorded, AudioPiece sent, Object frame) {
        if (recorded.piece.isText() != sent.isText()) {
            return Optional.of(
                    "the client sends audio: recorded in " + kind(recorded.piece) + ", sent in " + kind(sent));
        }
        return recorded.frame.equals(frame)
                ? Optional.empty()
                : Optional.of("the client sends audio: " + reading.difference(recorded.piece.frame(), sent.frame()));
    }

    private static String kind(AudioPiece piece) {
        return piece.isText() ? "JSON" : "binary messages";
    }
}
