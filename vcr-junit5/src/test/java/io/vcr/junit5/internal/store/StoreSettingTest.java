package io.vcr.junit5.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.file.FilePersister;
import io.vcr.junit5.SampleRun;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.UseCassette;
import io.vcr.junit5.internal.setting.Settings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store that settings name. */
class StoreSettingTest {

    @TempDir
    Path directory;

    @Test
    void cassetteGoesToTheDirectoryThatTheSettingNames() {
        SampleRun run = SampleRun.of(Recording.class, Map.of("vcr.store", "file:" + directory));

        assertThat(run.verdict()).isEqualTo("MISS:RECORDED");
        try (FilePersister store = FilePersister.of(directory)) {
            assertThat(Traffic.stored(store, "by-settings/sample")).containsExactly("/1");
        }
    }

    @Test
    void secondRunReplaysIt() {
        SampleRun.of(Recording.class, Map.of("vcr.store", "file:" + directory));

        assertThat(SampleRun.of(Recording.class, Map.of("vcr.store", "file:" + directory))
                        .verdict())
                .isEqualTo("HIT");
    }

    @Test
    void modeOfTheConfigurationFileHolds() {
        SampleRun run = SampleRun.of(Recording.class, Map.of("vcr.store", "file:" + directory, "vcr.mode", "none"));

        assertThat(run.verdict()).isEqualTo("REFUSED");
    }

    @Test
    void unreadableFileFailsTheTestAndStaysAsItIs() throws IOException {
        SampleRun.of(Recording.class, Map.of("vcr.store", "file:" + directory));
        Path file = directory.resolve("by-settings/sample.yaml");
        Files.writeString(file, "interactions: [");

        SampleRun run = SampleRun.of(Recording.class, Map.of("vcr.store", "file:" + directory));

        assertThat(run.failure()).hasMessageStartingWith("The cassette is unreadable");
        assertThat(file).hasContent("interactions: [");
    }

    @Test
    void storeWithoutItsArtifactIsAnErrorThatNamesIt() {
        SampleRun run = SampleRun.of(Recording.class, Map.of("vcr.store", "redis://localhost"));

        assertThat(run.failure()).isInstanceOf(IllegalArgumentException.class).hasMessage("""
                        Setting vcr.store (VCR_STORE): No store on the class path opens "redis:" URIs
                          found  file
                          fix    add io.vcr:vcr-store-redis as a test dependency""");
    }

    @Test
    void unknownOptionOfAStoreIsAnErrorWithTheValidOnes() {
        SampleRun run = SampleRun.of(Recording.class, Map.of("vcr.store", "file:a?format=xml"));

        assertThat(run.failure())
                .hasMessageStartingWith("Setting vcr.store (VCR_STORE): ")
                .hasMessageContaining("format=yaml, format=json");
    }

    @Test
    void whatIsNoUriIsAnErrorThatDoesNotShowIt() {
        SampleRun run = SampleRun.of(Recording.class, Map.of("vcr.store", "redis://:hunter 2@localhost"));

        assertThat(run.failure())
                .isInstanceOf(IllegalArgumentException.class)
                // The reason in the middle is the JDK's and differs from one to the next.
                .hasMessageStartingWith("Setting vcr.store (VCR_STORE) is not a URI: Illegal character in ")
                .hasMessageMatching(".* at index \\d+")
                .hasMessageNotContaining("hunter");
        assertThat(run.failure()).hasNoCause();
    }

    @Test
    void keysOfTheConfigurationFileAreListed() throws IOException {
        Files.writeString(directory.resolve("junit-platform.properties"), "vcr.mode=none\nvcr.stor=file:a\n");

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            assertThat(Settings.propertyKeys(loader)).containsExactlyInAnyOrder("vcr.mode", "vcr.stor");
        }
    }

    @Test
    void noConfigurationFileHasNoKeys() throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            assertThat(Settings.propertyKeys(loader)).isEmpty();
        }
    }

    @UseCassette("by-settings")
    static class Recording {
        @Test
        void sample() {
            Traffic.get("/1");
        }
    }
}
