package io.vcr.junit5;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What the tests of one run share: settings, the store that they name and the summary, which is printed at the end.
 * Thread-safe.
 */
@SuppressWarnings("deprecation") // JUnit 5.10 closes a CloseableResource, JUnit 6 wants an AutoCloseable
final class Run implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    private final Settings settings;
    private final RunSummary summary = new RunSummary();

    /** By the id of the test. They have no other home: watchers come when the store of the test is closed. */
    private final Map<String, TestSession> sessions = new ConcurrentHashMap<>();

    private @Nullable Persister persister;

    private Run(ExtensionContext context) {
        Properties system = System.getProperties();
        Settings.checkNames(System.getenv().keySet(), system.stringPropertyNames());
        Settings.checkNames(
                List.of(), Settings.propertyKeys(Thread.currentThread().getContextClassLoader()));
        this.settings = new Settings(
                System.getenv(),
                key -> Optional.ofNullable(system.getProperty(key)),
                context::getConfigurationParameter);
    }

    static Run of(ExtensionContext context, Namespace namespace) {
        // JUnit 6 says that the value may be null, which it is if the creator returns null.
        return Objects.requireNonNull(context.getRoot()
                .getStore(namespace)
                .getOrComputeIfAbsent(Run.class, key -> new Run(context.getRoot()), Run.class));
    }

    Settings settings() {
        return settings;
    }

    RunSummary summary() {
        return summary;
    }

    /** The configuration by settings alone; the store is opened once. */
    synchronized Vcr vcr() {
        if (persister == null && settings.isOff()) {
            persister = Persisters.inMemory(); // switched off, nobody needs the store that is configured
        }
        if (persister == null) {
            String name = "Setting " + Setting.STORE.key + " (" + Setting.STORE.variable + ")";
            try {
                persister = Persisters.open(new URI(settings.find(Setting.STORE).orElse(Setting.STORE.defaultValue)));
            } catch (URISyntaxException e) {
                // Neither its message nor it as a cause: both show the whole text, and there may be a password in it.
                throw new IllegalArgumentException(
                        name + " is not a URI: " + e.getReason() + " at index " + e.getIndex());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        }
        return Vcr.builder(persister).build();
    }

    void started(ExtensionContext test, TestSession session) {
        sessions.put(test.getUniqueId(), session);
    }

    void ended(ExtensionContext test, Outcome outcome) {
        Optional.ofNullable(sessions.remove(test.getUniqueId())).ifPresent(session -> session.ended(outcome));
    }

    @Override
    public synchronized void close() throws IOException {
        // Nobody has said how these tests ended, so nothing of them is saved; but it is shown.
        List.copyOf(sessions.values()).forEach(session -> session.ended(Outcome.FAILED));
        if (!summary.isEmpty()) {
            System.out.println(summary.text());
        }
        if (persister != null) {
            persister.close();
        }
    }
}
