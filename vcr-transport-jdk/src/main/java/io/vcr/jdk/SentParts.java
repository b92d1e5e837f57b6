package io.vcr.jdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Joins the parts of the messages that a caller sends in a replay, and fails where the client fails. Thread-safe. */
final class SentParts {

    private final SendRules rules = new SendRules();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The whole text after its last part. */
    synchronized Optional<String> text(CharSequence part, boolean last) throws IOException {
        rules.checkText(part, last);
        text.append(part);
        if (!last) {
            return Optional.empty();
        }
        String whole = text.toString();
        text.setLength(0);
        return Optional.of(whole);
    }

    /** The whole message after its last part. Takes the bytes of the part. */
    synchronized Optional<byte[]> binary(ByteBuffer part, boolean last) {
        rules.checkBinary(last);
        bytes.writeBytes(copy(part));
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
