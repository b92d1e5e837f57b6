package io.vcr.file;

import io.vcr.codec.CassetteCodec;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that a process leaves beside a cassette when it dies during a save: {@code .<name>.tmp} with a part of the
 * cassette, and {@code .<name>.lock}. The first save of a store in a directory removes them. Thread-safe.
 */
final class Leftovers {

    static final String TEMPORARY = ".tmp";
    static final String LOCK = ".lock";

    private final Set<Path> swept = ConcurrentHashMap.newKeySet();

    /** The file beside a cassette with one of the suffixes. No cassette has a name that begins with a dot. */
    static Path beside(Path file, String suffix) {
        return file.resolveSibling("." + file.getFileName() + suffix);
    }

    /** Removes the leftovers in the directory of a file, once. Another process may be saving: its files are locked. */
    void sweepAround(Path file) {
        Path directory = Objects.requireNonNull(file.getParent());
        if (!swept.add(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Leftovers::isOne)) {
            for (Path leftover : files) {
                String name = leftover.getFileName().toString();
                remove(leftover.resolveSibling(name.substring(1, name.lastIndexOf('.'))));
            }
        } catch (IOException | RuntimeException e) {
            // They are not in the way of any save.
        }
    }

    private static boolean isOne(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".")
                && Arrays.stream(CassetteCodec.values())
                        .map(CassetteCodec::extension)
                        .anyMatch(extension -> name.endsWith(extension + TEMPORARY) || name.endsWith(extension + LOCK));
    }

    /** Whoever saves the cassette holds the lock. The release of the lock removes its file. */
    private static void remove(Path cassette) throws IOException {
        Optional<FileLock> lock = FileLock.tryAcquire(cassette);
        if (lock.isPresent()) {
            try (FileLock held = lock.get()) {
                Files.deleteIfExists(beside(cassette, TEMPORARY));
            }
        }
    }
}
