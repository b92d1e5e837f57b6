package io.vcr.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Excludes other threads and other processes from a file while it is compared and replaced.
 *
 * <p>Locks a file of its own beside it, {@code .<name>.lock}, because the file itself is renamed away, and removes it in
 * the end, so that no lock file is ever committed. Whoever has waited for a removed lock file sees that the path leads
 * to another file by now and starts again. A process that dies leaves an empty file and no lock.
 */
final class FileLock implements Closeable {

    /** Two threads of one JVM get an exception from a file lock instead of waiting. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path path;
    private final ReentrantLock threads;
    private final FileChannel channel;

    private FileLock(Path path, ReentrantLock threads, FileChannel channel) {
        this.path = path;
        this.threads = threads;
        this.channel = channel;
    }

    static FileLock acquire(Path file) throws IOException {
        Path path = file.resolveSibling("." + file.getFileName() + ".lock").toAbsolutePath();
        ReentrantLock threads = THREADS.computeIfAbsent(path, p -> new ReentrantLock());
        threads.lock();
        try {
            while (true) {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                try {
                    channel.lock();
                    if (leadsTo(path, channel)) {
                        return new FileLock(path, threads, channel);
                    }
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
                channel.close();
            }
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    /** Writes a token that nobody else has and reads it back by the path: Java cannot ask a channel for its file. */
    private static boolean leadsTo(Path path, FileChannel channel) throws IOException {
        byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(token), 0);
        try {
            return Arrays.equals(token, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        } finally {
            threads.unlock();
        }
    }
}
