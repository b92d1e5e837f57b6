package io.vcr.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    @TempDir
    private Path temporary;

    private Path store;
    private Path directory;

    @BeforeEach
    void createDirectory() throws IOException {
        store = temporary.resolve("store");
        directory = Files.createDirectories(store.resolve("checkout"));
    }

    @Test
    void theNextSaveRemovesWhatKilledProcessesHaveLeft() throws Exception {
        Path lock = directory.resolve(".pays.yaml.lock");
        Process process = Writer.start(store, "killed", 1, Integer.MAX_VALUE, temporary.resolve("killed.txt"));
        await().until(() -> Files.exists(lock));
        process.destroyForcibly().waitFor();
        Files.writeString(lock, "left");
        Files.writeString(directory.resolve(".pays.yaml.tmp"), "half");
        Files.writeString(directory.resolve(".other.json.tmp"), "half");
        Files.writeString(directory.resolve(".mine.tmp"), "not of a cassette");

        save("checkout/next");

        assertThat(names())
                .filteredOn(name -> !name.equals("pays.yaml"))
                .containsExactlyInAnyOrder(".mine.tmp", "next.yaml");
    }

    @Test
    void aCassetteIsSavedOverWhatAKilledProcessHasLeftOfIt() throws Exception {
        save("checkout/first");
        Files.writeString(directory.resolve(".pays.yaml.tmp"), "half");
        Files.writeString(directory.resolve(".pays.yaml.lock"), "left");

        save("checkout/pays");

        assertThat(loaded("checkout/pays").episodes())
                .isEqualTo(Cassettes.of("checkout/pays").episodes());
        assertThat(names()).containsExactlyInAnyOrder("first.yaml", "pays.yaml");
    }

    @Test
    void whatAnotherThreadIsWritingIsNoLeftover() throws Exception {
        Path written = directory.resolve(".pays.yaml.tmp");
        try (FileLock lock = FileLock.acquire(directory.resolve("pays.yaml"))) {
            Files.writeString(written, "half");
            CompletableFuture.runAsync(() -> save("checkout/next")).join();

            assertThat(written).exists();
        }
    }

    @Test
    void whatAnotherProcessIsWritingIsNoLeftover() throws Exception {
        Path output = temporary.resolve("busy.txt");
        Process process = Writer.start(store, "busy", 2, 100, output);
        for (int i = 0; process.isAlive(); i++) {
            save("checkout/other-" + i);
        }

        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(loaded("checkout/pays").episodes()).hasSize(200);
    }

    private Cassette loaded(String id) throws IOException {
        return FilePersister.of(store).load(CassetteId.of(id)).orElseThrow();
    }

    /** As a new process does: a store looks for leftovers once. */
    private void save(String id) {
        try {
            FilePersister.of(store).save(Cassettes.of(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
