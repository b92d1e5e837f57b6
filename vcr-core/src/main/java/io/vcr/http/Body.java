package io.vcr.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The bytes of a message body. An absent body is an empty body. Equal by content; immutable. */
public final class Body {

    private static final char REPLACEMENT = '\uFFFD';

    /** In bytes. A shorter text is decoded faster than remembered. */
    private static final int LONG_TEXT = 1 << 14;

    /** No bytes. */
    public static final Body EMPTY = new Body(new byte[0]);

    private final byte[] bytes;

    /** 0 until first used; threads that race compute the same number. */
    private int hash;

    /**
     * The text of a long body, as long as the garbage collector leaves it: while a body is recorded, several ask for its
     * text, one after the other.
     */
    private volatile @Nullable WeakReference<String> decoded;

    private Body(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns a body with a copy of the given bytes.
     *
     * @param bytes the content
     * @return the body
     */
    public static Body of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * Returns a body with a copy of a part of an array.
     *
     * @param bytes the array
     * @param offset the first byte
     * @param length the number of bytes
     * @return the body
     * @throws IndexOutOfBoundsException if the part is not inside the array
     */
    public static Body of(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return length == 0 ? EMPTY : new Body(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /**
     * Returns a body with a copy of the bytes of a buffer.
     *
     * @param buffer the bytes from its position to its limit; both stay as they are
     * @return the body
     */
    public static Body of(ByteBuffer buffer) {
        if (!buffer.hasRemaining()) {
            return EMPTY;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return new Body(bytes);
    }

    /**
     * Returns a body with the UTF-8 bytes of a text.
     *
     * @param text the content
     * @return the body
     */
    public static Body of(String text) {
        return text.isEmpty() ? EMPTY : new Body(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the number of bytes.
     *
     * @return the length in bytes
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Tells whether there are no bytes.
     *
     * @return true if the length is 0
     */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /**
     * Returns a copy of the bytes.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns a read-only view of the bytes; nothing is copied.
     *
     * @return a new buffer over the whole content
     */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * Returns a stream over the bytes; nothing is copied.
     *
     * @return a new stream, confined to one thread
     */
    public InputStream stream() {
        return new ByteArrayInputStream(bytes);
    }

    /**
     * Returns the content as a text if it is valid UTF-8.
     *
     * @return the text, empty if the bytes are something else
     */
    public Optional<String> text() {
        WeakReference<String> remembered = decoded;
        String known = remembered == null ? null : remembered.get();
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> text = decode();
        if (bytes.length >= LONG_TEXT && text.isPresent()) {
            decoded = new WeakReference<>(text.get());
        }
        return text;
    }

    private Optional<String> decode() {
        String lenient = new String(bytes, StandardCharsets.UTF_8); // replaces what is malformed
        if (lenient.indexOf(REPLACEMENT) < 0) {
            return Optional.of(lenient);
        }
        return mayHoldReplacement() ? strictText() : Optional.empty();
    }

    /**
     * Tells whether a replacement character may have been sent. If not, decoding has made it from malformed bytes, which a
     * strict decoder would report by an exception, in many times as long.
     */
    private boolean mayHoldReplacement() {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xef && bytes[i + 1] == (byte) 0xbf && bytes[i + 2] == (byte) 0xbd) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> strictText() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Body that && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        int h = hash;
        if (h == 0) {
            CRC32 sum = new CRC32(); // ten times as fast as Arrays.hashCode; collisions on purpose are no threat here
            sum.update(bytes);
            h = (int) sum.getValue();
            hash = h;
        }
        return h;
    }

    /** Shows the length only: the content may be a secret. */
    @Override
    public String toString() {
        return "Body[" + bytes.length + " bytes]";
    }
}
