package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Timing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Replacements of bytes in a body, none of which overlap. Confined to one thread. */
public final class BodyEdits {

    private record Edit(int start, int end, Body text) {}

    private final SortedMap<Integer, Edit> edits = new TreeMap<>();

    /** The edits that make one body of another: one for each line that differs, or one for all if there are more lines or fewer. */
    public static BodyEdits between(Body before, Body after) {
        BodyEdits edits = new BodyEdits();
        if (before.equals(after)) {
            return edits;
        }
        byte[] old = before.bytes();
        byte[] now = after.bytes();
        List<Integer> oldEnds = lineEnds(old);
        List<Integer> ends = lineEnds(now);
        if (oldEnds.size() != ends.size()) {
            oldEnds = List.of(old.length);
            ends = List.of(now.length);
        }
        for (int i = 0; i < ends.size(); i++) {
            int start = i == 0 ? 0 : oldEnds.get(i - 1);
            byte[] line = Arrays.copyOfRange(now, i == 0 ? 0 : ends.get(i - 1), ends.get(i));
            edits.replace(Arrays.copyOfRange(old, start, oldEnds.get(i)), line, start);
        }
        return edits;
    }

    private static List<Integer> lineEnds(byte[] text) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' || i == text.length - 1) {
                ends.add(i + 1);
            }
        }
        return ends;
    }

    /** Replaces what differs in a line, at least its last byte: nothing arrives with bytes behind a chunk. */
    private void replace(byte[] before, byte[] after, int start) {
        int same = Arrays.mismatch(before, after);
        if (same < 0) {
            return;
        }
        same = Math.min(same, before.length - 1);
        int most = Math.min(before.length, after.length) - same;
        int end = 0;
        while (end < most && before[before.length - 1 - end] == after[after.length - 1 - end]) {
            end++;
        }
        Body text = Body.of(Arrays.copyOfRange(after, same, after.length - end));
        edits.put(start + same, new Edit(start + same, start + before.length - end, text));
    }

    /** Replaces bytes that no other edit replaces; the first of several edits of the same bytes counts. */
    void replace(int start, int end, String text) {
        edits.putIfAbsent(start, new Edit(start, end, Body.of(text)));
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    public Body applyTo(Body body) {
        byte[] bytes = body.bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64 * edits.size());
        int done = 0;
        for (Edit edit : edits.values()) {
            out.write(bytes, done, edit.start - done);
            out.writeBytes(edit.text.bytes());
            done = edit.end;
        }
        out.write(bytes, done, bytes.length - done);
        return Body.of(out.toByteArray());
    }

    /** The timing of the edited body; the same if its chunks are not those of the body. */
    public Timing applyTo(Timing timing, Body body) {
        return edits.isEmpty() || !timing.fits(body.length())
                ? timing
                : new Timing(timing.firstByte(), timing.total(), applyTo(timing.chunks()));
    }

    /**
     * The chunks of the edited body, whose bytes arrive when those of the body arrived. New bytes arrive with the first
     * byte that they replace.
     */
    private List<Chunk> applyTo(List<Chunk> chunks) {
        List<Chunk> edited = new ArrayList<>(chunks.size());
        Iterator<Edit> rest = edits.values().iterator();
        Edit edit = rest.hasNext() ? rest.next() : null;
        int from = 0;
        for (Chunk chunk : chunks) {
            int to = from + chunk.bytes();
            int length = chunk.bytes();
            while (edit != null && edit.start < to) {
                length -= Math.min(edit.end, to) - Math.max(edit.start, from);
                length += edit.start >= from ? edit.text.length() : 0;
                if (edit.end > to) {
                    break; // its end lies in the next chunk
                }
                edit = rest.hasNext() ? rest.next() : null;
            }
            if (length > 0) {
                edited.add(new Chunk(chunk.offset(), length));
            }
            from = to;
        }
        return edited;
    }
}
