package io.vcr.junit5.internal.store;

import io.vcr.Persisters;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.junit5.internal.test.ModuleDirectory;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The configured store. It is opened once; if its path is relative, once for each module whose tests run in this JVM.
 * Thread-safe.
 */
public final class Stores implements AutoCloseable {

    /** By store, so that it is listed once in a JVM: Surefire runs a plan for each class. */
    private static final Map<String, Orphans> ORPHANS = new ConcurrentHashMap<>();

    private final Settings settings;

    /** By the directory in which a relative path starts; the empty path for all others. */
    private final Map<Path, Persister> opened = new LinkedHashMap<>();

    /** So that the module of a class is looked for once. */
    private final Map<Class<?>, Persister> byTest = new HashMap<>();

    private boolean closed;

    public Stores(Settings settings) {
        this.settings = settings;
    }

    /** The store for the tests of a class. */
    public synchronized Persister of(Class<?> test) {
        if (closed) {
            throw new IllegalStateException("The run is over");
        }
        return byTest.computeIfAbsent(test, this::store);
    }

    private Persister store(Class<?> test) {
        if (settings.isOff()) {
            return opened.computeIfAbsent(
                    Path.of(""), key -> Persisters.inMemory()); // the configured one is not needed
        }
        URI uri = uri();
        if (!checked(() -> Persisters.isRelative(uri))) {
            return opened.computeIfAbsent(
                    Path.of(""), key -> EarlyStore.take(uri).orElseGet(() -> checked(() -> Persisters.open(uri))));
        }
        Path module = ModuleDirectory.of(Optional.of(test));
        return opened.computeIfAbsent(module, directory -> {
            Persister store = checked(() -> Persisters.open(uri, directory));
            sayWhere(uri, directory, test);
            return store;
        });
    }

    private URI uri() {
        try {
            return new URI(settings.find(Setting.STORE).orElse(Setting.STORE.defaultValue));
        } catch (URISyntaxException e) {
            // Without the message and the cause: both show the whole text, which may contain a password.
            throw new IllegalArgumentException(
                    name() + " is not a URI: " + e.getReason() + " at index " + e.getIndex());
        }
    }

    private static <T> T checked(Supplier<T> lookUp) {
        try {
            return lookUp.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name() + ": " + e.getMessage(), e);
        }
    }

    private static String name() {
        return "Setting " + Setting.STORE.key + " (" + Setting.STORE.variable + ")";
    }

    /** Maven and Gradle start the tests in their module; elsewhere someone may look for the files in the wrong place. */
    private static void sayWhere(URI uri, Path directory, Class<?> test) {
        Path working = Path.of("").toAbsolutePath();
        if (System.getProperty("basedir") == null && !working.equals(directory.toAbsolutePath())) {
            System.out.printf(
                    "[VCR] %s is in %s, the module of %s; the working directory is %s%n",
                    uri, directory, test.getName(), working);
        }
    }

    /** What the stores report about their state, a line each. */
    public synchronized List<String> health() {
        return opened.values().stream().flatMap(store -> health(store).stream()).toList();
    }

    /** The cassettes of opened stores whose tests no longer exist, a line each. */
    public synchronized List<String> orphans() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        List<String> lines = new ArrayList<>();
        opened.forEach((module, store) -> {
            Orphans orphans = ORPHANS.computeIfAbsent(uri() + " in " + module, key -> new Orphans(store, loader));
            lines.addAll(orphans.withoutClass());
            lines.addAll(orphans.withoutMethod(byTest.keySet()));
        });
        return lines;
    }

    private static List<String> health(Persister store) {
        try {
            return store.health();
        } catch (RuntimeException e) {
            return List.of("health is unknown, " + e.getClass().getSimpleName());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        IOException failure = null;
        for (Persister store : opened.values()) {
            try {
                store.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
