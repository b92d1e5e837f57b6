package io.vcr.file;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A store in a directory: one file for each cassette, {@code <id>.yaml} or {@code <id>.json}.
 *
 * <p>The files are made to be committed: the same cassette gives the same bytes, episodes do not expire, and the
 * directory holds only cassettes. A save replaces a file as a whole (temporary file, fsync, rename), under a lock that
 * other processes respect. The revision is a checksum of the bytes. A load searches both extensions, and a save keeps
 * the extension of the file. The first save creates the directory. Thread-safe.
 */
public final class FilePersister implements Persister {

    private final Path directory;
    private final CassetteCodec codec;
    private final Leftovers leftovers = new Leftovers();
    private volatile boolean closed;

    FilePersister(Path directory, CassetteCodec codec) {
        this.directory = directory;
        this.codec = codec;
    }

    /**
     * Returns the store in a directory. It writes YAML.
     *
     * @param directory the directory of the cassettes; it need not exist
     * @return a persister
     */
    public static FilePersister of(Path directory) {
        return new FilePersister(directory, CassetteCodec.YAML);
    }

    /**
     * Returns this store with another format for new cassettes.
     *
     * @param newCodec the format
     * @return a persister over the same directory
     */
    public FilePersister withCodec(CassetteCodec newCodec) {
        return new FilePersister(directory, newCodec);
    }

    @Override
    public Optional<Cassette> load(CassetteId id) throws IOException {
        checkOpen();
        Path file = existing(id);
        Optional<byte[]> bytes = read(file);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        checkSpelling(id, file);
        String revision = revision(bytes.get());
        try {
            return Optional.of(CassetteCodec.decode(id, bytes.get(), file).withRevision(revision));
        } catch (CassetteFormatException e) {
            throw e.withRevision(revision);
        }
    }

    @Override
    public void save(Cassette cassette) throws IOException {
        checkOpen();
        Path file = existing(cassette.id());
        byte[] bytes = (file.toString().endsWith(CassetteCodec.JSON.extension())
                        ? CassetteCodec.JSON
                        : CassetteCodec.YAML)
                .encode(cassette);
        try {
            createDirectories(file);
            leftovers.sweepAround(file);
            saveLocked(cassette, file, bytes);
        } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
            throw new IOException(
                    "%s is read-only; record on a machine that can write it, and set VCR_RECORD_MODE=none here"
                            .formatted(file),
                    e);
        }
    }

    private void saveLocked(Cassette cassette, Path file, byte[] bytes) throws IOException {
        try (FileLock lock = FileLock.acquire(file)) {
            Optional<byte[]> stored = read(file);
            if (stored.isPresent()) {
                checkSpelling(cassette.id(), file);
            }
            if (!Objects.equals(stored.map(FilePersister::revision).orElse(null), cassette.revision())) {
                throw new CassetteConflictException(cassette.id());
            }
            replaceOrSayWhere(file, bytes);
        }
    }

    /** Adds the name of the file, which the JDK leaves out for a full disk. */
    private static void replaceOrSayWhere(Path file, byte[] bytes) throws IOException {
        try {
            replace(file, bytes);
        } catch (FileSystemException e) {
            throw e; // its message has the name
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean delete(CassetteId id) throws IOException {
        checkOpen();
        Path file = existing(id);
        if (!Files.exists(file)) {
            return false;
        }
        checkSpelling(id, file);
        try (FileLock lock = FileLock.acquire(file)) {
            return Files.deleteIfExists(file);
        }
    }

    @Override
    public List<CassetteId> list(String prefix) throws IOException {
        checkOpen();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        return Listing.of(directory.toRealPath(), FilePersister::idOf).stream()
                .filter(id -> id.value().startsWith(prefix))
                .toList();
    }

    /**
     * Returns the id of the cassette that a file holds. The file need not exist.
     *
     * @param file a path in the directory of this store
     * @return the id; empty if this store would never write the file
     */
    public Optional<CassetteId> id(Path file) {
        Path root = directory.toAbsolutePath().normalize();
        Path path = file.toAbsolutePath().normalize();
        return path.startsWith(root) && !path.equals(root) ? idOf(root.relativize(path)) : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The existing file of a cassette, else the one to be created. */
    private Path existing(CassetteId id) {
        Path preferred = file(id, codec);
        if (Files.exists(preferred)) {
            return preferred;
        }
        Path other = file(id, codec == CassetteCodec.YAML ? CassetteCodec.JSON : CassetteCodec.YAML);
        return Files.exists(other) ? other : preferred;
    }

    private Path file(CassetteId id, CassetteCodec format) {
        List<String> names = FileNames.path(id);
        Path file = directory;
        for (String name : names.subList(0, names.size() - 1)) {
            file = file.resolve(name);
        }
        return file.resolve(names.get(names.size() - 1) + format.extension());
    }

    private static Optional<CassetteId> idOf(Path relative) {
        List<String> names = new ArrayList<>();
        relative.forEach(name -> names.add(name.toString()));
        String last = names.remove(names.size() - 1);
        for (CassetteCodec format : CassetteCodec.values()) {
            if (last.endsWith(format.extension())) {
                names.add(last.substring(0, last.length() - format.extension().length()));
                return FileNames.id(names);
            }
        }
        return Optional.empty();
    }

    private Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            if (isFile()) {
                throw new NotDirectoryException(notDirectory());
            }
            return Optional.empty();
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** Replaces the message for a path through a file, which differs between systems. */
    private IOException explained(IOException e) {
        return isFile() ? (IOException) new NotDirectoryException(notDirectory()).initCause(e) : e;
    }

    private boolean isFile() {
        return Files.exists(directory) && !Files.isDirectory(directory);
    }

    private String notDirectory() {
        return directory + " is a file; the store needs a directory";
    }

    /**
     * Rejects an id that differs from a stored one only in case, because the two would share a file if the file system
     * ignores case.
     */
    private void checkSpelling(CassetteId id, Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return;
        }
        // With NOFOLLOW_LINKS Java 17 returns the given spelling instead of the stored one (JDK-8295753).
        Path relative = directory.toRealPath().relativize(file.toRealPath());
        if (!relative.equals(directory.relativize(file))
                && relative.toString()
                        .equalsIgnoreCase(directory.relativize(file).toString())) {
            throw new IOException("Cassette %s is stored as %s, which differs in case only; rename one of the tests"
                    .formatted(id, relative));
        }
    }

    private void createDirectories(Path file) throws IOException {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        // Not Files.createTempFile: its files are readable by their owner only, and a cassette is shared. The lock of
        // the
        // cassette protects this one. A process that died during a save may have left it here.
        Path temporary = Leftovers.beside(file, Leftovers.TEMPORARY);
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException cleanup) {
                e.addSuppressed(cleanup);
            }
            throw e;
        }
    }

    /**
     * A checksum is enough to detect a change. In a new JVM a cryptographic digest takes longer to load than a
     * cassette.
     */
    private static String revision(byte[] bytes) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        one.update(bytes);
        other.update(bytes);
        return bytes.length + "-" + Long.toHexString(one.getValue()) + "-" + Long.toHexString(other.getValue());
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The store in " + directory + " is closed");
        }
    }

    /** Shows the directory. */
    @Override
    public String toString() {
        return "file:" + directory;
    }
}
