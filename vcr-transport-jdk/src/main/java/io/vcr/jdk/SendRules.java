package io.vcr.jdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Refuses the parts of messages that the client refuses, before anything has changed. Thread-safe. */
final class SendRules {

    private enum Partial {
        NONE,
        TEXT,
        BINARY
    }

    private Partial partial = Partial.NONE;

    /**
     * Takes note of a part of a text.
     *
     * @throws IllegalStateException in the middle of a binary message
     * @throws IOException if the part cannot be encoded
     */
    synchronized void checkText(CharSequence part, boolean last) throws IOException {
        if (partial == Partial.BINARY) {
            throw new IllegalStateException("Unexpected text message");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(part)) { // a surrogate without its pair
            throw new IOException("Malformed text message");
        }
        partial = last ? Partial.NONE : Partial.TEXT;
    }

    /**
     * Takes note of a part of a binary message.
     *
     * @throws IllegalStateException in the middle of a text
     */
    synchronized void checkBinary(boolean last) {
        if (partial == Partial.TEXT) {
            throw new IllegalStateException("Unexpected binary message");
        }
        partial = last ? Partial.NONE : Partial.BINARY;
    }
}
