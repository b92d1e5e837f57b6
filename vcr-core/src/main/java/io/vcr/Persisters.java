package io.vcr;

import io.vcr.spi.Persister;
import io.vcr.spi.PersisterFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Opens stores. */
public final class Persisters {

    private Persisters() {}

    /**
     * Returns an empty store in memory, for tests of tests. Its content lives as long as the object.
     *
     * @return a persister, thread-safe
     */
    public static Persister inMemory() {
        return new InMemoryPersister();
    }

    /**
     * Opens the store at a URI, with the {@link PersisterFactory} on the class path that claims the scheme of the URI.
     *
     * @param uri such as {@code file:src/test/cassettes}
     * @return a persister, to be closed by the caller
     * @throws IllegalArgumentException if no factory or more than one claims the scheme, or the factory rejects the URI
     */
    public static Persister open(URI uri) {
        return factory(uri, ServiceLoader.load(PersisterFactory.class)).open(uri);
    }

    /**
     * Opens the store at a URI, as {@link #open(URI)} does.
     *
     * @param uri such as {@code file:src/test/cassettes}
     * @param directory where relative paths start, instead of the default of the store
     * @return a persister, to be closed by the caller
     * @throws IllegalArgumentException if no factory or more than one claims the scheme, or the factory rejects the URI
     */
    public static Persister open(URI uri, Path directory) {
        return factory(uri, ServiceLoader.load(PersisterFactory.class)).open(uri, directory);
    }

    /**
     * Tells whether the store at a URI depends on the directory where relative paths start.
     *
     * @param uri such as {@code file:src/test/cassettes}
     * @return true for a relative path
     * @throws IllegalArgumentException if no factory or more than one claims the scheme
     */
    public static boolean isRelative(URI uri) {
        return factory(uri, ServiceLoader.load(PersisterFactory.class)).isRelative(uri);
    }

    static PersisterFactory factory(URI uri, Iterable<PersisterFactory> factories) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.isEmpty()) {
            throw new IllegalArgumentException("The URI of a store has no scheme; write file:" + uri);
        }
        List<PersisterFactory> claimants = new ArrayList<>();
        TreeSet<String> found = new TreeSet<>();
        for (PersisterFactory factory : factories) {
            found.addAll(factory.schemes());
            if (factory.schemes().contains(scheme)) {
                claimants.add(factory);
            }
        }
        if (claimants.size() == 1) {
            return claimants.get(0);
        }
        throw new IllegalArgumentException(claimants.isEmpty() ? none(scheme, found) : several(scheme, claimants));
    }

    private static String none(String scheme, Collection<String> found) {
        return """
                No store on the class path opens "%s:" URIs
                  found  %s
                  fix    add io.vcr:%s as a test dependency""".formatted(scheme, found.isEmpty() ? "none" : String.join(", ", found), artifact(scheme));
    }

    private static String several(String scheme, List<PersisterFactory> claimants) {
        String names = claimants.stream()
                .map(claimant -> claimant.getClass().getName())
                .collect(Collectors.joining(", "));
        return """
                More than one store on the class path opens "%s:" URIs
                  found  %s
                  fix    keep one of the artifacts on the class path""".formatted(scheme, names);
    }

    private static String artifact(String scheme) {
        return scheme.equals("file")
                ? "vcr-store-file"
                : scheme.startsWith("redis") ? "vcr-store-redis" : "vcr-store-...";
    }
}
