package io.vcr.cli.internal.source;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file in a commit, or in the index, and the files in which it keeps bodies. Immutable.
 *
 * @param commit the commit; empty for the index
 * @param file the path from the top of the repository
 */
record GitContent(String commit, String file) implements Entry.Content {

    private static final Pattern BODY_FILE =
            Pattern.compile("[\"']?\\b(?:bodyFileName|bodyFile|_file)[\"']?\\s*:\\s*[\"']?([^\"'\\r\\n]+)");

    @Override
    public byte[] read() throws IOException {
        return read(file);
    }

    private byte[] read(String path) throws IOException {
        return Git.run(List.of("show", commit + ":" + path));
    }

    /** The codec reads bodies from files: those of git are written to a directory for as long as it does. */
    @Override
    public Cassette decode(CassetteId id, byte[] bytes, String source) throws IOException {
        Matcher names = BODY_FILE.matcher(new String(bytes, StandardCharsets.UTF_8));
        if (!names.find()) {
            return CassetteCodec.decode(id, bytes, source);
        }
        Path copies = Files.createTempDirectory("vcr-git").toRealPath();
        try {
            Path recording = copies.resolve(file);
            do {
                for (Path body : places(recording, names.group(1).strip())) {
                    copy(copies, body);
                }
            } while (names.find());
            Files.createDirectories(recording.getParent());
            return CassetteCodec.decode(id, bytes, recording);
        } catch (CassetteFormatException e) {
            throw new IOException(
                    String.valueOf(e.getMessage()).replace(copies.resolve(file).toString(), source), e);
        } finally {
            delete(copies);
        }
    }

    /** Where a body may be: below the directory of the recording, and in {@code __files} there and above. */
    private static List<Path> places(Path recording, String name) {
        List<Path> places = new ArrayList<>();
        try {
            places.add(recording.resolveSibling(name));
            for (Path above = recording.getParent(); above != null; above = above.getParent()) {
                places.add(above.resolve(Selection.BODY_FILES).resolve(name));
            }
        } catch (InvalidPathException e) {
            return List.of(); // the codec says so
        }
        return places;
    }

    private void copy(Path copies, Path body) throws IOException {
        Path place = body.normalize();
        if (!place.startsWith(copies) || Files.exists(place)) {
            return;
        }
        byte[] bytes;
        try {
            bytes = read(copies.relativize(place).toString().replace('\\', '/'));
        } catch (IOException e) {
            return; // It is not in git, and the codec says so if it is needed.
        }
        Files.createDirectories(place.getParent());
        Files.write(place, bytes);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
