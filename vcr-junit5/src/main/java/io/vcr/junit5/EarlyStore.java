package io.vcr.junit5;

import io.vcr.Persisters;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The store that a setting names, opened in the background while JUnit looks for tests: to connect to a server takes as
 * long as that. The first run that wants it takes it. Thread-safe.
 */
final class EarlyStore {

    private static final AtomicReference<@Nullable EarlyStore> WAITING = new AtomicReference<>();

    private final String uri;
    private final CompletableFuture<Persister> store = new CompletableFuture<>();

    private EarlyStore(String uri) {
        this.uri = uri;
    }

    /** Begins to open it, unless another one waits. A store that nobody has asked for is opened when a test needs it. */
    static Optional<EarlyStore> begin(Settings settings) {
        Optional<EarlyStore> early = wanted(settings).map(EarlyStore::new);
        if (early.isEmpty() || !WAITING.compareAndSet(null, early.get())) {
            return Optional.empty();
        }
        Thread thread = new Thread(early.get()::open, "vcr-store");
        thread.setDaemon(true);
        thread.start();
        return early;
    }

    private static Optional<String> wanted(Settings settings) {
        try {
            return settings.isOff() ? Optional.empty() : settings.find(Setting.STORE);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // what is wrong with a setting, tests say
        }
    }

    private void open() {
        try {
            store.complete(Persisters.open(URI.create(uri)));
        } catch (RuntimeException | LinkageError e) {
            store.completeExceptionally(e);
        }
    }

    /** Hands it over, if it is the one that is wanted, and could be opened: else who wants it tries, and is told why. */
    static Optional<Persister> take(String uri) {
        EarlyStore early = WAITING.get();
        return early != null && early.uri.equals(uri) && WAITING.compareAndSet(early, null)
                ? early.opened()
                : Optional.empty();
    }

    private Optional<Persister> opened() {
        try {
            return Optional.of(store.join());
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    /** Closes it if nobody has taken it. */
    void discard() {
        if (WAITING.compareAndSet(this, null)) {
            opened().ifPresent(EarlyStore::close);
        }
    }

    private static void close(Persister unused) {
        try {
            unused.close();
        } catch (IOException | RuntimeException e) {
            // Nobody has used it.
        }
    }
}
