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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Locks a file against other threads and processes while it is compared and replaced.
 *
 * <p>The lock is on a separate file beside it, {@code .<name>.lock}, because a rename replaces the file itself. The
 * lock file is removed in the end, so that it is never committed. A process that has waited for a removed lock file
 * detects that its path now leads to another file, and starts again. A process that dies leaves a file without a lock,
 * see {@link Leftovers}.
 */
final class FileLock implements Closeable {

    /** Locks for the threads of this JVM: a file lock throws in a second thread instead of waiting. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path path;
    private final ReentrantLock threads;
    private final FileChannel channel;

    /**
     * Stays open while the lock is held: POSIX releases the locks of a process on a file when it closes any channel to
     * the file.
     */
    private final FileChannel reader;

    private FileLock(Path path, ReentrantLock threads, FileChannel channel, FileChannel reader) {
        this.path = path;
        this.threads = threads;
        this.channel = channel;
        this.reader = reader;
    }

    static FileLock acquire(Path file) throws IOException {
        Path path = lockFile(file);
        ReentrantLock threads = threads(path);
        threads.lock();
        try {
            while (true) {
                Optional<FileLock> lock = open(path, threads, Wait.UNTIL_FREE);
                if (lock.isPresent()) {
                    return lock.get();
                }
            }
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    /** Locks a file if no other thread or process holds the lock. */
    static Optional<FileLock> tryAcquire(Path file) throws IOException {
        Path path = lockFile(file);
        ReentrantLock threads = threads(path);
        if (!threads.tryLock()) {
            return Optional.empty();
        }
        Optional<FileLock> lock = Optional.empty();
        try {
            lock = open(path, threads, Wait.NOT_AT_ALL);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                threads.unlock();
            }
        }
    }

    /** Under the real directory, so that two paths to it share one thread lock. */
    private static Path lockFile(Path file) throws IOException {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        return Leftovers.beside(directory.toRealPath().resolve(file.getFileName()), Leftovers.LOCK);
    }

    private static ReentrantLock threads(Path path) {
        return THREADS.computeIfAbsent(path, p -> new ReentrantLock());
    }

    private enum Wait {
        UNTIL_FREE,
        NOT_AT_ALL
    }

    /** Opens and locks the lock file; empty if another process holds the lock, or has removed the lock file meanwhile. */
    private static Optional<FileLock> open(Path path, ReentrantLock threads, Wait wait) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel reader = null;
        try {
            if (lock(channel, wait)) {
                reader = FileChannel.open(path, StandardOpenOption.READ);
                if (leadsTo(reader, channel)) {
                    return Optional.of(new FileLock(path, threads, channel, reader));
                }
            }
        } catch (NoSuchFileException e) {
            // removed, and no other process has created a new one yet
        } catch (IOException | RuntimeException e) {
            close(channel, reader);
            throw e;
        }
        close(channel, reader);
        return Optional.empty();
    }

    /** Locks a byte far after the token, because Windows allows no reads of locked bytes. */
    private static boolean lock(FileChannel channel, Wait wait) throws IOException {
        long place = Long.MAX_VALUE - 1;
        return wait == Wait.UNTIL_FREE
                ? channel.lock(place, 1, false).isValid()
                : channel.tryLock(place, 1, false) != null;
    }

    private static void close(FileChannel channel, @Nullable FileChannel reader) throws IOException {
        try (channel;
                reader) {}
    }

    /** Writes a unique token and reads it back by the path, because Java cannot tell the file of a channel. */
    private static boolean leadsTo(FileChannel reader, FileChannel channel) throws IOException {
        byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(token), 0);
        ByteBuffer read = ByteBuffer.allocate(token.length);
        return reader.read(read, 0) == token.length && Arrays.equals(token, read.array());
    }

    @Override
    public void close() throws IOException {
        try (channel;
                reader) {
            Files.deleteIfExists(path);
        } finally {
            threads.unlock();
        }
    }
}
