package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode {@code all} and a cassette that several tests name. */
class SharedCassetteTest {

    @TempDir
    Path directory;

    private Persister store;

    @BeforeEach
    void open() {
        store = Persisters.open(directory.toUri());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void testsOfOneRunKeepWhatTheOthersHaveRecorded() {
        Traffic.store(store, "shared", "/old");

        assertThat(run("all", Methods.class).printed()).contains("entries=3");
        assertThat(Traffic.stored(store, "shared")).containsExactly("/1", "/2", "/3");
        assertThat(run("none", Methods.class).printed()).contains("HIT=2 NOOP=1");
    }

    @Test
    void nextRunReplacesWhatTheLastOneHasRecorded() {
        run("all", Methods.class);
        run("all", Methods.class);

        assertThat(Traffic.stored(store, "shared")).containsExactly("/1", "/2", "/3");
    }

    @Test
    void invocationsKeepWhatTheOthersHaveRecorded() {
        Traffic.store(store, "shared", "/old");
        run("all", Invocations.class);

        assertThat(Traffic.stored(store, "shared")).containsExactly("/1", "/2");
    }

    @Test
    void failedTestReplacesNothing() {
        Traffic.store(store, "shared", "/old");
        run("all", Failing.class);

        assertThat(Traffic.stored(store, "shared")).containsExactly("/1");
    }

    private SampleRun run(String mode, Class<?> sample) {
        return SampleRun.of(sample, Map.of("vcr.store", directory.toUri().toString(), "vcr.mode", mode));
    }

    @UseCassette
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Methods {

        @Test
        @UseCassette("shared")
        void one() {
            Traffic.get("/1");
        }

        @Test
        @UseCassette("shared")
        void twoAndThree() {
            Traffic.get("/2");
            Traffic.get("/3");
        }

        @Test
        @UseCassette("shared")
        void sendsNothing() {}
    }

    @UseCassette
    static class Invocations {

        @ParameterizedTest
        @ValueSource(strings = {"/1", "/2"})
        @UseCassette("shared")
        void sample(String path) {
            Traffic.get(path);
        }
    }

    @UseCassette
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Failing {

        @Test
        @UseCassette("shared")
        void one() {
            Traffic.get("/1");
        }

        @Test
        @UseCassette("shared")
        void two() {
            Traffic.get("/2");
            throw new AssertionError("after the request");
        }
    }
}
