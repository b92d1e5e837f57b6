package io.vcr.codec;

import io.vcr.internal.layout.BodyFiles;
import io.vcr.internal.layout.Layouts;
import io.vcr.internal.node.Node;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Encodes cassettes as bytes and decodes them, so that a store only has to keep bytes.
 *
 * <p>The format is vcrpy's version 1: each of the two libraries reads the cassettes of the other. The same cassette
 * gives the same bytes on every machine. Decoding detects YAML and JSON. Thread-safe.
 */
public enum CassetteCodec {

    /** YAML: text bodies as readable blocks, other bodies as {@code !!binary}. */
    YAML(".yaml"),

    /** JSON: bodies that are not UTF-8 as {@code base64_string}. */
    JSON(".json");

    private static final int MAX_BYTES = 256 << 20;

    private final String extension;

    CassetteCodec(String extension) {
        this.extension = extension;
    }

    /**
     * Returns the usual file name extension.
     *
     * @return such as {@code .yaml}
     */
    public String extension() {
        return extension;
    }

    /**
     * Encodes a cassette without its id and revision.
     *
     * @param cassette the cassette
     * @return the bytes, UTF-8, at most 256 MiB
     * @throws IllegalArgumentException if there would be more, which could not be decoded again
     */
    public byte[] encode(Cassette cassette) {
        checkLength(cassette.episodes().stream().mapToLong(Episode::sizeBytes).sum());
        byte[] bytes = VcrpyWriter.write(cassette, this == YAML ? new YamlEmitter() : new JsonEmitter());
        checkLength(bytes.length); // base64 is longer than the body
        return bytes;
    }

    private static void checkLength(long length) {
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("a cassette of more than " + (MAX_BYTES >> 20)
                    + " MiB could not be read again; record fewer or smaller responses");
        }
    }

    /**
     * Decodes a cassette in any of these formats, or in that of another tool, such as Ruby VCR, go-vcr, HAR, OkReplay,
     * EasyVCR or WireMock. The bytes may be gzip-compressed.
     *
     * @param id the id to give it
     * @param bytes the stored bytes, at most 256 MiB
     * @param source the name that messages show, such as the path of a file
     * @return the cassette, without a revision
     * @throws CassetteFormatException if the bytes are not a cassette; its message names the source, the line and the
     *     reason
     */
    public static Cassette decode(CassetteId id, byte[] bytes, String source) throws CassetteFormatException {
        return Cassette.of(id, Layouts.read(source, BodyFiles.none(), parsed(bytes, source)));
    }

    /**
     * Decodes a cassette from a file, as {@link #decode(CassetteId, byte[], String)} does, and the bodies that it keeps in
     * other files: WireMock's {@code __files}, and the files that HAR or a simulation of Hoverfly name.
     * They are read from the directory of the file and below, of WireMock also beside its directory {@code mappings}.
     *
     * @param id the id to give it
     * @param bytes the content of the file, at most 256 MiB
     * @param file the path of the file, which messages show
     * @return the cassette, without a revision
     * @throws CassetteFormatException if the bytes are not a cassette, or a body cannot be read; its message names the
     *     file, the line and the reason
     */
    public static Cassette decode(CassetteId id, byte[] bytes, Path file) throws CassetteFormatException {
        String source = file.toString();
        return Cassette.of(id, Layouts.read(source, BodyFiles.beside(file), parsed(bytes, source)));
    }

    /**
     * Decodes a directory of another tool that keeps each exchange in a file of its own, such as WireMock with
     * {@code mappings} and {@code __files}, or Datadog's test agent. WireMock's mappings come in the order in which they
     * were recorded, other files in that of their names.
     *
     * @param id the id to give it
     * @param directory the directory: its directory {@code mappings} is read with all below it, or else the files in it
     * @return the cassette, without a revision
     * @throws CassetteFormatException if one of the files is not a cassette; its message names the file, the line and the
     *     reason
     * @throws IOException if a file cannot be read
     */
    public static Cassette decodeDirectory(CassetteId id, Path directory) throws IOException {
        Path mappings = directory.resolve("mappings");
        boolean isWireMock = Files.isDirectory(mappings);
        Map<Path, Node> documents = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(isWireMock ? mappings : directory, isWireMock ? Integer.MAX_VALUE : 1)) {
            for (Path file : files.filter(CassetteCodec::isRecording).sorted().toList()) {
                documents.put(file, parsed(Files.readAllBytes(file), file.toString()));
            }
        }
        return Cassette.of(id, Layouts.readAll(documents));
    }

    private static boolean isRecording(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && (name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".har"));
    }

    /**
     * Returns the lines at which the episodes of a stored cassette begin, for a message that points at one of them.
     *
     * @param bytes the stored bytes, as {@link #decode(CassetteId, byte[], String)} takes them; of gzip the lines of its content
     * @param source the name that messages show, such as the path of a file
     * @param episodes how many episodes were decoded from the bytes
     * @return the line of each episode, from 1 on; empty for a layout that does not keep them in one list
     * @throws CassetteFormatException if the bytes are no JSON and no YAML
     */
    public static List<Integer> lines(byte[] bytes, String source, int episodes) throws CassetteFormatException {
        return Layouts.lines(parsed(bytes, source), episodes);
    }

    private static Node parsed(byte[] bytes, String source) throws CassetteFormatException {
        byte[] plain = isGzip(bytes) ? gunzip(bytes, source) : bytes;
        int start = hasMark(plain) ? 3 : 0;
        if (isAsciiJson(plain, start)) {
            checkSize(plain, source);
            return JsonReader.read(source, plain, start);
        }
        String text = text(plain, start, source);
        // Parsing JSON from the bytes takes half the time of parsing it from a text.
        char first = firstCharacter(text);
        return first == '{' || first == '[' ? JsonReader.read(source, plain, start) : YamlReader.read(source, text);
    }

    /** Tells whether a document needs no check of its UTF-8, which costs a copy of it. */
    private static boolean isAsciiJson(byte[] bytes, int start) {
        if (bytes.length == start || (bytes[start] != '{' && bytes[start] != '[')) {
            return false;
        }
        // Not a VarHandle, which takes longer to link in a new JVM than most cassettes take to load.
        ByteBuffer longs = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        long any = 0; // without a branch for each eight bytes
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            any |= longs.getLong(at);
        }
        for (; at < bytes.length; at++) {
            any |= bytes[at]; // a negative one has the signs
        }
        return (any & 0x8080808080808080L) == 0;
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
        checkSize(bytes, source);
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

    private static void checkSize(byte[] bytes, String source) throws CassetteFormatException {
        if (bytes.length > MAX_BYTES) {
            throw new CassetteFormatException(source, 0, "larger than " + (MAX_BYTES >> 20) + " MiB");
        }
    }

    /** Rejects invalid UTF-8, which decoding would replace by U+FFFD. A U+FFFD in the text itself is valid. */
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
