package io.vcr.cli.internal.source;

import io.vcr.Persisters;
import io.vcr.cli.internal.project.TestSettings;
import io.vcr.file.FilePersister;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that say which cassettes a command works on. Confined to one thread. */
public final class Selection implements AutoCloseable {

    /** WireMock's directory of body files, beside that of its mappings. */
    static final String BODY_FILES = "__files";

    public static final String DEFAULT_STORE = "file:src/test/cassettes";

    private static final Pattern URI_LIKE = Pattern.compile("[a-z][a-z0-9+.-]+:.*", Pattern.DOTALL);
    private static final Pattern CASSETTE_FILE = Pattern.compile("(?i).+\\.(ya?ml|json|har)(\\.gz)?");

    @Option(
            names = "--store",
            paramLabel = "URI",
            description =
                    "The store in which names are looked up: a directory, or a URI such as file:src/test/cassettes"
                            + " or redis:CASSETTE_REDIS_URL. Default: VCR_STORE, else vcr.store in "
                            + "junit-platform.properties, else " + DEFAULT_STORE + ".")
    @Nullable
    private String store;

    @Parameters(
            paramLabel = "WHERE",
            description =
                    "Directories, files, stores (URIs), or names of cassettes in the store; * stands for any text."
                            + " Default: the whole store.")
    private List<String> where = new ArrayList<>();

    private final List<Persister> opened = new ArrayList<>();

    public Selection() {}

    /**
     * Returns the selected cassettes in the order of the arguments; those of one argument by name.
     *
     * @throws IOException if a store cannot be listed, or an argument names nothing
     */
    public List<Entry> entries(Map<String, String> environment) throws IOException {
        if (where.isEmpty()) {
            String base = store(environment);
            return place(base).orElseThrow(() -> new IOException("""
                            There is no directory %s
                              fix  name a directory, a file or a store, or set VCR_STORE""".formatted(withoutScheme(base))));
        }
        List<Entry> entries = new ArrayList<>();
        for (String argument : where) {
            entries.addAll(entries(environment, argument));
        }
        return entries;
    }

    /** The cassettes that one argument selects, by name. */
    public List<Entry> entries(Map<String, String> environment, String argument) throws IOException {
        Optional<List<Entry>> place = place(argument);
        return place.isPresent() ? place.get() : named(store(environment), argument);
    }

    /** The store in which names are looked up, as the tests of the module in the working directory have it. */
    private String store(Map<String, String> environment) throws IOException {
        return store != null
                ? store
                : TestSettings.of(Path.of(""), environment).get("vcr.store").orElse(DEFAULT_STORE);
    }

    /** The directories and files that are selected, for git. */
    public List<String> paths(Map<String, String> environment) throws IOException {
        List<String> paths = new ArrayList<>();
        for (String argument : where.isEmpty() ? List.of(store(environment)) : where) {
            Path path = path(argument)
                    .orElseThrow(() -> new IllegalArgumentException(argument + " is no file or directory"));
            if (Files.isSymbolicLink(path)) {
                throw new IllegalArgumentException(
                        "%s is a link, and git has no files behind a link\n  fix  name what it leads to: %s"
                                .formatted(path, path.toRealPath()));
            }
            paths.add(path.toString());
        }
        return paths;
    }

    /** The arguments as they are. */
    public List<String> where() {
        return where;
    }

    /** The cassettes of a store, a directory or a file; empty if the argument is none of them. */
    private Optional<List<Entry>> place(String argument) throws IOException {
        Optional<Path> path = path(argument);
        if (path.isPresent() && Files.isDirectory(path.get())) {
            return Optional.of(directory(path.get()));
        }
        if (path.isPresent() && Files.exists(path.get())) {
            return Optional.of(List.of(file(path.get())));
        }
        if (path.isPresent() || !URI_LIKE.matcher(argument).matches()) {
            return Optional.empty();
        }
        Persister persister = open(argument);
        return Optional.of(
                persister.list("").stream().map(id -> Entry.of(id, persister)).toList());
    }

    /** The path of an argument that is one, or a {@code file:} URI. */
    public static Optional<Path> path(String argument) {
        boolean isFile = argument.toLowerCase(Locale.ROOT).startsWith("file:");
        try {
            boolean isUri = !isFile && URI_LIKE.matcher(argument).matches() && !Files.exists(Path.of(argument));
            return isUri ? Optional.empty() : Optional.of(Path.of(withoutScheme(argument)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether an argument stands for all cassettes of a directory or another store, not for one. */
    public static boolean isStore(String argument) {
        Optional<Path> path = path(argument);
        return path.isPresent()
                ? Files.isDirectory(path.get())
                : URI_LIKE.matcher(argument).matches();
    }

    private static String withoutScheme(String argument) {
        if (!argument.toLowerCase(Locale.ROOT).startsWith("file:")) {
            return argument;
        }
        String path = argument.substring("file:".length()).replaceFirst("^//(?=/)", "");
        int options = path.indexOf('?');
        return options < 0 ? path : path.substring(0, options);
    }

    /**
     * Opens a store.
     *
     * @throws IllegalArgumentException if the text is no URI of a store; the message does not show it, for it may hold a
     *     password
     */
    public static Persister store(String uri) {
        try {
            return Persisters.open(new URI(uri));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("The URI of the store is not valid: " + e.getReason() + " at character "
                    + (e.getIndex() + 1) + "; percent-encode special characters in a password");
        }
    }

    private Persister open(String uri) {
        Persister persister = store(uri);
        opened.add(persister);
        return persister;
    }

    /**
     * All cassettes below a directory: those of its store, and files that other tools have written. Links to directories are
     * followed, because tests load cassettes through them. What a
     * link leads to is left out if it is found without the link too.
     */
    public List<Entry> directory(Path directory) throws IOException {
        FilePersister persister = FilePersister.of(directory);
        opened.add(persister);
        List<Entry> entries = new ArrayList<>();
        Map<Path, Entry> linked = new HashMap<>();
        Set<Path> own = new HashSet<>();
        FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            /** The links to directories between the directory and what is visited. */
            private int links;

            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                boolean isHidden = !visited.equals(directory)
                        && String.valueOf(visited.getFileName()).matches("\\..*|" + BODY_FILES);
                if (isHidden) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                links += isLink(visited) ? 1 : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                links -= isLink(visited) ? 1 : 0;
                return super.postVisitDirectory(visited, e);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isCassette(file) && Files.isRegularFile(file)) {
                    Entry entry = entry(persister, directory, file);
                    if (links == 0) {
                        entries.add(entry);
                        own.add(file.toRealPath());
                    } else {
                        linked.putIfAbsent(file.toRealPath(), entry.linked());
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            /** Ends at a link to a directory around it. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return e instanceof FileSystemLoopException ? FileVisitResult.CONTINUE : super.visitFileFailed(file, e);
            }

            private boolean isLink(Path visited) {
                return !visited.equals(directory) && Files.isSymbolicLink(visited);
            }
        };
        Files.walkFileTree(directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        linked.keySet().removeAll(own);
        entries.addAll(linked.values());
        entries.sort(Comparator.comparing(Entry::id));
        return entries;
    }

    /** Whether a file lies in a directory in which WireMock keeps bodies. */
    static boolean isBody(Path file) {
        return StreamSupport.stream(file.spliterator(), false).anyMatch(part -> part.endsWith(BODY_FILES));
    }

    static boolean isCassette(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && CASSETTE_FILE.matcher(name).matches();
    }

    private Entry file(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        FilePersister persister = FilePersister.of(directory == null ? Path.of("") : directory);
        opened.add(persister);
        return entry(persister, directory == null ? Path.of("") : directory, file);
    }

    private static Entry entry(FilePersister persister, Path directory, Path file) {
        Optional<CassetteId> id = persister.id(file);
        if (id.isPresent()) {
            return Entry.of(id.get(), Optional.of(persister), file);
        }
        Path relative = directory.toAbsolutePath().relativize(file.toAbsolutePath());
        return Entry.of(foreignId(relative), Optional.empty(), file);
    }

    /** The name of a file that our store would not write. It keeps its extension, so that it is no other's. */
    private static CassetteId foreignId(Path relative) {
        String name = relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
        try {
            return CassetteId.of(name);
        } catch (IllegalArgumentException e) {
            return CassetteId.of(name.replaceAll("\\p{Cc}", "?"));
        }
    }

    /** The cassettes of the store whose names an argument matches. */
    private List<Entry> named(String base, String pattern) throws IOException {
        List<Entry> all = place(base)
                .orElseThrow(
                        () -> new IOException("There is no file, directory or store " + pattern + ", and no directory "
                                + withoutScheme(base) + " in which it could be the name of a cassette"));
        Pattern names = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q") + "(/.*)?", Pattern.DOTALL);
        List<Entry> matching = all.stream()
                .filter(entry -> names.matcher(entry.id().value()).matches())
                .toList();
        if (matching.isEmpty()) {
            throw new IOException("There is no file, directory or store " + pattern
                    + ", and no cassette of that name in " + withoutScheme(base) + "; vcr list shows the names");
        }
        return matching;
    }

    @Override
    public void close() throws IOException {
        for (Persister persister : opened) {
            persister.close();
        }
    }
}
