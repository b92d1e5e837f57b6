package io.vcr.file;

import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cassettes of a directory, also behind links to directories, because a load follows them. A cassette behind a link that is
 * found without the link too is listed once. Confined to one thread.
 */
final class Listing extends SimpleFileVisitor<Path> {

    private final Path root;
    private final Function<Path, Optional<CassetteId>> idOf;
    private final Set<CassetteId> ids = new TreeSet<>();
    private final Set<Path> own = new HashSet<>();

    /** By the real path. */
    private final Map<Path, CassetteId> linked = new HashMap<>();

    /** The links to directories between the root and what is visited. */
    private int links;

    private Listing(Path root, Function<Path, Optional<CassetteId>> idOf) {
        this.root = root;
        this.idOf = idOf;
    }

    /**
     * Returns the ids, sorted.
     *
     * @param root a real path, so that the paths below it are real up to the first link
     * @param idOf the id of a file by its path from the root; empty if it is no cassette
     */
    static List<CassetteId> of(Path root, Function<Path, Optional<CassetteId>> idOf) throws IOException {
        Listing listing = new Listing(root, idOf);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, listing);
        listing.linked.keySet().removeAll(listing.own);
        listing.ids.addAll(listing.linked.values());
        return List.copyOf(listing.ids);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
        links += isLink(visited) ? 1 : 0;
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Optional<CassetteId> id = attributes.isRegularFile() ? idOf.apply(root.relativize(file)) : Optional.empty();
        if (id.isPresent() && links == 0) {
            ids.add(id.get());
            own.add(file);
        } else if (id.isPresent()) {
            linked.merge(file.toRealPath(), id.get(), BinaryOperator.minBy(CassetteId::compareTo));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
        links -= isLink(visited) ? 1 : 0;
        return super.postVisitDirectory(visited, e);
    }

    /**
     * Skips files that vanish during the walk, such as temporary files and locks of other processes. Ends at a link to a
     * directory around it.
     */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException || e instanceof FileSystemLoopException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }

    private boolean isLink(Path visited) {
        return !visited.equals(root) && Files.isSymbolicLink(visited);
    }
}
