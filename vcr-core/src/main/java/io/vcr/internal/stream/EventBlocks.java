package io.vcr.internal.stream;

import io.vcr.http.Body;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the events of a stream end: behind the blank line that dispatches each of them (WHATWG HTML, section 9.2.6). A comment
 * of its own, which servers send to keep a connection open, counts as an event. Pure.
 */
final class EventBlocks {

    private EventBlocks() {}

    /** The position behind each whole event, in order. */
    static List<Integer> ends(Body stream) {
        ByteBuffer bytes = stream.buffer();
        List<Integer> ends = new ArrayList<>();
        boolean isBlank = true;
        boolean isEmpty = true;
        for (int at = 0; at < bytes.limit(); at++) {
            byte each = bytes.get(at);
            if (each != '\n' && each != '\r') {
                isBlank = false;
                isEmpty = false;
                continue;
            }
            if (each == '\r' && at + 1 < bytes.limit() && bytes.get(at + 1) == '\n') {
                at++;
            }
            if (isBlank && !isEmpty) {
                ends.add(at + 1);
                isEmpty = true;
            }
            isBlank = true;
        }
        return ends;
    }
}
