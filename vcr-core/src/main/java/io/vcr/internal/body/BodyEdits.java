package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.spi.Episode.Chunk;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Replacements of bytes in a body, none of which overlap. Confined to one thread. */
public final class BodyEdits {

    private record Edit(int start, int end, Body text) {}

    private final SortedMap<Integer, Edit> edits = new TreeMap<>();

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

    /**
     * The chunks of the edited body, whose bytes arrive when those of the body arrived. New bytes arrive with the first
     * byte that they replace.
     */
    public List<Chunk> applyTo(List<Chunk> chunks) {
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
