package io.vcr.junit5.internal.store;

import io.vcr.Persisters;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The configured store, opened in the background while JUnit discovers tests, because a connection to a server takes
 * about as long. The first run that needs the store takes it. Thread-safe.
 */
public final class EarlyStore {

    private static final AtomicReference<@Nullable EarlyStore> WAITING = new AtomicReference<>();

    private final URI uri;
    private final CompletableFuture<Persister> store = new CompletableFuture<>();

    private EarlyStore(URI uri) {
        this.uri = uri;
    }

    /**
     * Begins to open the store, unless one is already waiting. A store that is not configured explicitly is opened when
     * a test needs it.
     */
    public static Optional<EarlyStore> begin(Settings settings) {
        Optional<EarlyStore> early = wanted(settings).map(EarlyStore::new);
        if (early.isEmpty() || !WAITING.compareAndSet(null, early.get())) {
            return Optional.empty();
        }
        Thread thread = new Thread(early.get()::open, "vcr-store");
        thread.setDaemon(true);
        thread.start();
        return early;
    }

    private static Optional<URI> wanted(Settings settings) {
        try {
            return settings.isOff()
                    ? Optional.empty()
                    : settings.find(Setting.STORE).map(URI::create);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the tests report invalid settings
        }
    }

    private void open() {
        try {
            if (Persisters.isRelative(uri)) {
                throw new IllegalArgumentException("A relative path depends on the test");
            }
            store.complete(Persisters.open(uri));
        } catch (RuntimeException | LinkageError e) {
            store.completeExceptionally(e);
        }
    }

    /**
     * Returns the store if its URI is the requested one and it could be opened. Otherwise the caller opens it and gets
     * the exception.
     */
    static Optional<Persister> take(URI uri) {
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

    /** Closes the store if no run has taken it. */
    public void discard() {
        if (WAITING.compareAndSet(this, null)) {
            opened().ifPresent(EarlyStore::close);
        }
    }

    private static void close(Persister unused) {
        try {
            unused.close();
        } catch (IOException | RuntimeException e) {
            // No test has used the store, so this failure affects none.
        }
    }
}
