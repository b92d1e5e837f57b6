package io.vcr.codec;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
     * Reads a cassette written in any of the formats.
     *
     * @param id the id to give it
     * @param bytes what was stored
     * @param source what messages call it, such as the path of a file
     * @return the cassette, without a revision
     * @throws CassetteFormatException if the bytes are not a cassette; it names the source, the line and the reason
     */
    public static Cassette decode(CassetteId id, byte[] bytes, String source) throws CassetteFormatException {
        String text = text(bytes, source);
        List<Episode> episodes = VcrpyReader.read(
                source,
                text.stripLeading().startsWith("{") ? JsonReader.read(source, text) : YamlReader.read(source, text));
        return Cassette.of(id, episodes);
    }

    private static String text(byte[] bytes, String source) throws CassetteFormatException {
        boolean mark =
                bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
        int start = mark ? 3 : 0;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
                    .toString();
            if (text.isBlank()) {
                throw new CassetteFormatException(source, 1, "the file is empty");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new CassetteFormatException(source, 0, "not UTF-8 text", e);
        }
    }
}
