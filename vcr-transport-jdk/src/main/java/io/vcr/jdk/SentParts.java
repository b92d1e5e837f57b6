package io.vcr.jdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Joins the parts of the messages that a caller sends, and fails where the client fails: before it has changed anything.
 * Thread-safe.
 */
final class SentParts {

    private enum Partial {
        NONE,
        TEXT,
        BINARY
    }

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Partial partial = Partial.NONE;

    /** The whole text after its last part. */
    synchronized Optional<String> text(CharSequence part, boolean last) throws IOException {
        if (partial == Partial.BINARY) {
            throw new IllegalStateException("Unexpected text message");
        }
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(part));
        } catch (CharacterCodingException e) {
            throw new IOException("Malformed text message", e);
        }
        text.append(part);
        partial = last ? Partial.NONE : Partial.TEXT;
        if (!last) {
            return Optional.empty();
        }
        String whole = text.toString();
        text.setLength(0);
        return Optional.of(whole);
    }

    /** The whole message after its last part. Takes the bytes of the part. */
    synchronized Optional<byte[]> binary(ByteBuffer part, boolean last) {
        if (partial == Partial.TEXT) {
            throw new IllegalStateException("Unexpected binary message");
        }
        bytes.writeBytes(copy(part));
        partial = last ? Partial.NONE : Partial.BINARY;
        if (!last) {
            return Optional.empty();
        }
        byte[] whole = bytes.toByteArray();
        bytes.reset();
        return Optional.of(whole);
    }

    /** Takes the bytes of a buffer. */
    static byte[] copy(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }
}
