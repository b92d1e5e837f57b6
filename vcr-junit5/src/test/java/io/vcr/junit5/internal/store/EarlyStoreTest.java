package io.vcr.junit5.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.file.FilePersister;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.UseCassette;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.spi.PersisterFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The store is opened before the first test, and belongs to whoever takes it. */
class EarlyStoreTest {

    private static final CassetteId ID = CassetteId.of("a");

    @TempDir
    Path directory;

    private URI uri() {
        return directory.toUri();
    }

    private static Settings settings(Map<String, String> properties) {
        return new Settings(Map.of(), key -> Optional.ofNullable(properties.get(key)), key -> Optional.empty());
    }

    @Test
    void firstWhoWantsItTakesIt() throws Exception {
        EarlyStore.begin(settings(Map.of("vcr.store", uri().toString())));

        try (Persister taken = EarlyStore.take(uri()).orElseThrow()) {
            assertThat(taken).isInstanceOf(FilePersister.class);
            assertThat(EarlyStore.take(uri())).isEmpty();
        }
    }

    @Test
    void whoWantsAnotherOneDoesNotTakeIt() {
        EarlyStore early = EarlyStore.begin(settings(Map.of("vcr.store", uri().toString())))
                .orElseThrow();

        assertThat(EarlyStore.take(URI.create("file:///elsewhere"))).isEmpty();
        early.discard();
        assertThat(EarlyStore.take(uri())).isEmpty();
    }

    @Test
    void whatWasTakenIsNotClosed() throws Exception {
        EarlyStore early = EarlyStore.begin(settings(Map.of("vcr.store", uri().toString())))
                .orElseThrow();

        try (Persister taken = EarlyStore.take(uri()).orElseThrow()) {
            early.discard();
            assertThat(taken.load(ID)).isEmpty();
        }
    }

    @Test
    void ofTwoLauncherSessionsOneIsEnough() {
        EarlyStore early = EarlyStore.begin(settings(Map.of("vcr.store", uri().toString())))
                .orElseThrow();

        assertThat(EarlyStore.begin(settings(Map.of("vcr.store", uri().toString()))))
                .isEmpty();
        early.discard();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://localhost", "redis:CASSETTE_REDIS_URL", "nothing", "file:src/test/cassettes"})
    void whatCannotBeOpenedIsLeftToWhoNeedsIt(String uri) {
        EarlyStore.begin(settings(Map.of("vcr.store", uri)));

        assertThat(EarlyStore.take(URI.create(uri))).isEmpty();
    }

    /** Claims {@code early:} URIs, which look like a relative path and are none. */
    public static final class NamedStores implements PersisterFactory {

        /** For the service loader. */
        public NamedStores() {}

        @Override
        public Set<String> schemes() {
            return Set.of("early");
        }

        @Override
        public Persister open(URI uri) {
            return Persisters.inMemory();
        }
    }

    @Test
    void addressThatIsANameIsOpenedEarly() throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(PersisterFactory.class.getName()), NamedStores.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            EarlyStore.begin(settings(Map.of("vcr.store", "early:NAME")));

            assertThat(EarlyStore.take(URI.create("early:NAME"))).isPresent();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void nothingIsOpenedThatIsNoUri() {
        assertThat(EarlyStore.begin(settings(Map.of("vcr.store", "redis://:hunter 2@localhost"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "neither"})
    void nothingIsOpenedWhereTheRecorderIsOffOrNobodyKnows(String off) {
        assertThat(EarlyStore.begin(settings(Map.of("vcr.store", uri().toString(), "vcr.disable", off))))
                .isEmpty();
    }

    @Test
    void nothingIsOpenedThatNoSettingNames() {
        assertThat(EarlyStore.begin(settings(Map.of()))).isEmpty();
    }

    @Test
    void launcherSessionOpensItForItsTests() {
        System.setProperty("vcr.store", uri().toString());
        System.setProperty("vcr.report", "none");
        try {
            LauncherFactory.create()
                    .execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClass(Recording.class))
                            .build());
        } finally {
            System.clearProperty("vcr.store");
            System.clearProperty("vcr.report");
        }
        assertThat(EarlyStore.take(uri())).isEmpty();
        try (FilePersister store = FilePersister.of(directory)) {
            assertThat(Traffic.stored(store, "early/sample")).containsExactly("/1");
        }
    }

    @UseCassette("early")
    static class Recording {

        @Test
        void sample() {
            Traffic.get("/1");
        }
    }
}
