package io.vcr.redis;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The value of a key: {@code VCR1}, a revision of 24 characters, and the cassette as JSON, compressed if it is
 * long and the server is not on this machine. The revision begins with the time of the save, so the first 28 bytes hold both. A value that another tool has stored
 * may be in any format that the codec reads; its revision is the digest of its bytes.
 */
final class Payload {

    /** The length of the header with the revision. */
    static final int HEAD_BYTES = 28;

    private static final byte[] MAGIC = "VCR1".getBytes(StandardCharsets.US_ASCII);
    private static final int COMPRESSED_FROM_BYTES = 1024;
    private static final int BUFFER_BYTES = 8192;
    private static final int TIME_DIGITS = 12;
    private static final int RANDOM_BYTES = 6;

    private Payload() {}

    /** A new, unique revision. */
    static String revision(Instant now) {
        byte[] random = new byte[RANDOM_BYTES];
        Random.SOURCE.nextBytes(random);
        return HexFormat.of().toHexDigits(now.toEpochMilli(), TIME_DIGITS)
                + HexFormat.of().formatHex(random);
    }

    /** Created with the first revision. */
    private static final class Random {
        static final SecureRandom SOURCE = new SecureRandom();
    }

    /**
     * The value to store.
     *
     * @param compress whether a long cassette is compressed
     */
    static byte[] encode(Cassette cassette, String revision, boolean compress) {
        byte[] json = CassetteCodec.JSON.encode(cassette);
        byte[] content = compress && json.length > COMPRESSED_FROM_BYTES ? compressed(json) : json;
        byte[] value = new byte[HEAD_BYTES + content.length];
        System.arraycopy(MAGIC, 0, value, 0, MAGIC.length);
        System.arraycopy(bytes(revision), 0, value, MAGIC.length, HEAD_BYTES - MAGIC.length);
        System.arraycopy(content, 0, value, HEAD_BYTES, content.length);
        return value;
    }

    /** Compresses at the default level. A cassette is saved once a day and loaded by every build. */
    private static byte[] compressed(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(json.length, 1 << 16));
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, BUFFER_BYTES)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a stream in memory does not fail
        }
        return bytes.toByteArray();
    }

    static Cassette decode(CassetteId id, byte[] value, String source) throws CassetteFormatException {
        boolean ours = isOurs(value);
        String revision = ours ? revision(value) : "sha1:" + sha1(value);
        try {
            byte[] bytes = ours ? Arrays.copyOfRange(value, HEAD_BYTES, value.length) : value;
            return CassetteCodec.decode(id, bytes, source).withRevision(revision);
        } catch (CassetteFormatException e) {
            throw e.withRevision(revision);
        }
    }

    /**
     * The time of the save, from the first {@value #HEAD_BYTES} bytes of a value; empty for a value of another tool.
     */
    static Optional<Instant> savedAt(byte[] head) {
        try {
            return isOurs(head)
                    ? Optional.of(
                            Instant.ofEpochMilli(Long.parseLong(revision(head).substring(0, TIME_DIGITS), 16)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isOurs(byte[] value) {
        return value.length >= HEAD_BYTES && Arrays.equals(value, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static String revision(byte[] value) {
        return new String(value, MAGIC.length, HEAD_BYTES - MAGIC.length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a revision in a value, empty for none. */
    static byte[] bytes(@Nullable String revision) {
        return revision == null ? new byte[0] : revision.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The SHA-1 digest in hexadecimal form, as the server computes it. */
    static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
