package io.vcr.codec;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/**
 * Turns cassettes into bytes and back, so that a store has to keep bytes only.
 *
 * <p>The format is vcrpy's version 1: what vcrpy wrote is read, what is written here vcrpy reads. The same cassette
 * gives the same bytes on every machine. Reading tells YAML from JSON by itself. Thread-safe.
 */
public enum CassetteCodec {

    /** YAML: text bodies as readable blocks, others as {@code !!binary}. */
    YAML(".yaml"),

    /** JSON: bodies that are not UTF-8 as {@code base64_string}. */
    JSON(".json");

    private static final int MAX_BYTES = 256 << 20;

    private final String extension;

    CassetteCodec(String extension) {
        this.extension = extension;
    }

    /**
     * Returns the usual end of a file name.
     *
     * @return such as {@code .yaml}
     */
    public String extension() {
        return extension;
    }

    /**
     * Writes a cassette. Its id and revision are not part of the bytes.
     *
     * @param cassette the cassette
     * @return the bytes, UTF-8
     */
    public byte[] encode(Cassette cassette) {
        return VcrpyWriter.write(cassette, this == YAML ? new YamlEmitter() : new JsonEmitter());
    }

    /**
     * Reads a cassette written in any of the formats, also one that was gzip'd, and those of Ruby VCR and go-vcr.
     *
     * @param id the id to give it
     * @param bytes what was stored, at most 256 MiB
     * @param source what messages call it, such as the path of a file
     * @return the cassette, without a revision
     * @throws CassetteFormatException if the bytes are not a cassette; it names the source, the line and the reason
     */
    public static Cassette decode(CassetteId id, byte[] bytes, String source) throws CassetteFormatException {
        byte[] plain = isGzip(bytes) ? gunzip(bytes, source) : bytes;
        int start = hasMark(plain) ? 3 : 0;
        String text = text(plain, start, source);
        // JSON is read from the bytes, which takes half as long as from the text.
        Node root = firstCharacter(text) == '{' ? JsonReader.read(source, plain, start) : YamlReader.read(source, text);
        return Cassette.of(id, Layouts.read(source, root));
    }

    private static boolean isGzip(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    }

    private static byte[] gunzip(byte[] bytes, String source) throws CassetteFormatException {
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return plain.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new CassetteFormatException(source, 0, "not valid gzip: " + e.getMessage(), e);
        }
    }

    private static boolean hasMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }

    private static String text(byte[] bytes, int start, String source) throws CassetteFormatException {
        if (bytes.length > MAX_BYTES) {
            throw new CassetteFormatException(source, 0, "it is larger than " + (MAX_BYTES >> 20) + " MiB");
        }
        String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) {
            checkUtf8(bytes, source);
        }
        if (text.isBlank()) {
            throw new CassetteFormatException(source, 1, "the file is empty");
        }
        if (text.startsWith("version https://git-lfs")) {
            throw new CassetteFormatException(
                    source, 1, "not a cassette but a Git LFS pointer; get the file with: git lfs pull");
        }
        return text;
    }

    /** Decoding puts U+FFFD in the place of what is not UTF-8; the character itself is allowed. */
    private static void checkUtf8(byte[] bytes, String source) throws CassetteFormatException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new CassetteFormatException(source, 0, "not UTF-8 text", e);
        }
    }

    private static char firstCharacter(String text) {
        int at = 0;
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }
}
