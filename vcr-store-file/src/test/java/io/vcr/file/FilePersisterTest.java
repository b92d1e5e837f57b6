package io.vcr.file;

import static io.vcr.file.Cassettes.ID;
import static io.vcr.file.Cassettes.episode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a directory promises beyond the contract of persisters, first by the numbers of its rules. */
class FilePersisterTest {

    @TempDir
    private Path temporary;

    @Test
    void tellsWhichCassetteAFileHolds() {
        FilePersister store = FilePersister.of(temporary);

        assertThat(store.id(temporary.resolve("a/b%3Ac.yaml"))).contains(CassetteId.of("a/b:c"));
        assertThat(store.id(temporary.resolve("a/.b.yaml.lock"))).isEmpty();
        assertThat(store.id(temporary.resolve("../a.yaml"))).isEmpty();
    }

    @Test
    void aTestThatLeavesAnInterruptBehindIsSaved() throws IOException {
        Session session = Vcr.builder(store()).build().open(ID);
        Decision.Live live = (Decision.Live) session.decide(episode("a").request());
        live.capture().head(episode("a").response());
        live.capture().end();
        Thread.currentThread().interrupt();

        Report report = session.finish(Outcome.PASSED);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(store().load(ID)).isPresent();
    }

    @Test
    void p6AFailureDuringSaveLeavesTheOldOneAndNoOtherFile() throws IOException {
        // A directory that is not empty cannot be replaced: the rename fails.
        Path file = directory().resolve("checkout/pays.yaml");
        Files.createDirectories(file.resolve("in the way"));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> store().save(Cassettes.of(ID, 1)));
        assertThat(files()).isEmpty();
    }

    @Test
    void p6ADiskThatIsFullLeavesTheOldOneAndNoOtherFile() throws IOException {
        try (FileSystem small = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setMaxSize(64 * 1024)
                .setBlockSize(1024)
                .build())) {
            Path directory = small.getPath("/store");
            FilePersister store = FilePersister.of(directory);
            store.save(Cassettes.of(ID, 1));
            Cassette loaded = store.load(ID).orElseThrow();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            store.save(loaded.withEpisodes(List.of(episode("a", Body.of("x".repeat(100_000)))))));
            assertThat(store.load(ID)).contains(loaded);
            assertThat(files(directory)).containsExactly("checkout/pays.yaml");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "interactions: [", "version: 2\ninteractions: []\n", "hello"})
    void p7UnreadableContentIsNotAbsentAndNamesThePlace(String content) throws IOException {
        Path file = Files.createDirectories(directory().resolve("checkout")).resolve("pays.yaml");
        Files.writeString(file, content);

        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> store().load(ID))
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.source()).isEqualTo(file.toString()));
    }

    @Test
    void p9NoIdIsRefused() throws IOException {
        List<String> ids = List.of(
                "a",
                "a.",
                "a ",
                ".a",
                "a.yaml",
                "a.yaml/b",
                "a.yaml.yaml",
                "a.json",
                "a.json/b",
                "...",
                "a/b",
                "a%2Fb",
                "a\\b",
                "con",
                "CON.x",
                "a:b",
                "a*",
                "~",
                "a~",
                "%41",
                "\u00e9",
                "\ud83d\ude00",
                "x".repeat(255),
                "x".repeat(256),
                "x".repeat(199) + "/" + "x".repeat(57),
                "x".repeat(1024),
                ".vcr-1.tmp",
                ".a.yaml.lock");
        for (String id : ids) {
            store().save(Cassettes.of(id));
        }

        for (String id : ids) {
            assertThat(store().load(CassetteId.of(id)).orElseThrow().episodes())
                    .as(id)
                    .isEqualTo(Cassettes.of(id).episodes());
        }
        assertThat(store().list("")).extracting(CassetteId::value).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void p9NoIdLeavesTheDirectory() throws IOException {
        for (String id : List.of("...", "a/.../b", "%2E%2E/a", "..\\a", "~/a")) {
            store().save(Cassettes.of(id));
        }

        try (Stream<Path> beside = Files.list(temporary)) {
            assertThat(beside).containsExactly(directory());
        }
    }

    @Test
    void p11AClosedStoreSaysWhichOneItIs() {
        FilePersister store = store();
        store.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> store.load(ID))
                .withMessage("The store in " + directory() + " is closed");
    }

    @Test
    void p13ListingShowsCassettesOfBothFormatsAndNoOtherFiles() throws IOException {
        for (String id : List.of("a/x", "a/y", "ab", "b", "A/x")) {
            store().save(Cassettes.of(id));
        }
        store().withCodec(CassetteCodec.JSON).save(Cassettes.of("a/json"));
        Files.writeString(directory().resolve("README.md"), "not a cassette");
        Files.writeString(directory().resolve(".hidden.yaml"), "not a cassette");

        assertThat(store().list("a/")).extracting(CassetteId::value).containsExactly("a/json", "a/x", "a/y");
        assertThat(store().list("a")).extracting(CassetteId::value).containsExactly("a/json", "a/x", "a/y", "ab");
        assertThat(store().list("")).hasSize(6);
        assertThat(store().list("z")).isEmpty();
    }

    @Test
    void p13AStoreThatIsNotThereYetIsEmpty() throws IOException {
        assertThat(store().list("")).isEmpty();
        assertThat(directory()).doesNotExist();
    }

    @Test
    void nothingButCassettesIsLeftBehind() throws IOException {
        store().save(Cassettes.of(ID, 1));
        store().save(store().load(ID).orElseThrow().withEpisodes(List.of()));
        store().save(Cassettes.of("other"));
        store().delete(CassetteId.of("other"));

        assertThat(files()).containsExactly("checkout/pays.yaml");
    }

    @Test
    void theSameCassetteIsTheSameBytes() throws IOException {
        store().save(Cassettes.of(ID, 3));
        byte[] first = Files.readAllBytes(directory().resolve("checkout/pays.yaml"));
        store().save(store().load(ID).orElseThrow());

        assertThat(directory().resolve("checkout/pays.yaml")).hasBinaryContent(first);
    }

    @Test
    void aCassetteKeepsTheFormatItHas() throws IOException {
        store().withCodec(CassetteCodec.JSON).save(Cassettes.of(ID, 1));
        store().save(store().load(ID).orElseThrow().withEpisodes(List.of()));

        assertThat(files()).containsExactly("checkout/pays.json");
        assertThat(store().delete(ID)).isTrue();
    }

    @Test
    void aStoreThatIsAFileSaysSo() throws IOException {
        Files.writeString(directory(), "a file");

        assertThatExceptionOfType(NotDirectoryException.class)
                .isThrownBy(() -> store().load(ID))
                .withMessage(directory() + " is a file; the store needs a directory");
        assertThatExceptionOfType(NotDirectoryException.class).isThrownBy(() -> store().save(Cassettes.of(ID, 1)));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such permissions")
    void aReadOnlyDirectoryFailsTheSaveAndStillLoads() throws IOException {
        store().save(Cassettes.of(ID, 1));
        Cassette loaded = store().load(ID).orElseThrow();
        Path parent = directory().resolve("checkout");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            if (Files.isWritable(parent)) {
                System.out.println("Skipped aReadOnlyDirectoryFailsTheSaveAndStillLoads: root may write anywhere");
            }
            assumeThat(Files.isWritable(parent)).as("root may write anywhere").isFalse();

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> store().save(loaded));
            assertThat(store().load(ID)).contains(loaded);
        } finally {
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void caseTwinsAreRefusedWhereTheyWouldShareAFile() throws IOException {
        try (FileSystem mac = Jimfs.newFileSystem(Configuration.osX())) {
            FilePersister store = FilePersister.of(mac.getPath("/store"));
            store.save(Cassettes.of("Chat/streams"));
            CassetteId twin = CassetteId.of("Chat/Streams");

            String message =
                    "Cassette Chat/Streams is stored as Chat/streams.yaml, which differs in case only; rename one of the tests";
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.load(twin))
                    .withMessage(message);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.save(Cassettes.of("Chat/Streams")))
                    .withMessage(message);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.delete(twin))
                    .withMessage(message);
            assertThat(store.load(CassetteId.of("Chat/streams"))).isPresent();
        }
    }

    @Test
    void caseTwinsAreRefusedBehindASymbolicLinkToo() throws IOException {
        try (FileSystem mac = Jimfs.newFileSystem(Configuration.osX())) {
            Files.createDirectories(mac.getPath("/private/tmp"));
            Files.createSymbolicLink(mac.getPath("/tmp"), mac.getPath("/private/tmp"));
            FilePersister store = FilePersister.of(mac.getPath("/tmp/store"));
            store.save(Cassettes.of("Chat/streams"));

            assertThat(store.load(CassetteId.of("Chat/streams"))).isPresent();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.load(CassetteId.of("Chat/Streams")))
                    .withMessageContaining("differs in case only");
        }
    }

    @Test
    void aStoreBehindASymbolicLinkIsListed() throws IOException {
        store().save(Cassettes.of("a"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory());

        assertThat(FilePersister.of(link).list("")).containsExactly(CassetteId.of("a"));
    }

    @Test
    void whatASymbolicLinkInTheStoreLeadsToIsListed() throws IOException {
        FilePersister.of(temporary.resolve("shared")).save(Cassettes.of("login"));
        store().save(Cassettes.of("a"));
        Files.createSymbolicLink(directory().resolve("link"), temporary.resolve("shared"));

        assertThat(store().load(CassetteId.of("link/login"))).isPresent();
        assertThat(store().list("")).containsExactly(CassetteId.of("a"), CassetteId.of("link/login"));
        assertThat(store().list("link/")).containsExactly(CassetteId.of("link/login"));
    }

    @Test
    void aCassetteThatIsFoundWithoutASymbolicLinkIsListedOnce() throws IOException {
        store().save(Cassettes.of("real/a"));
        Files.createSymbolicLink(directory().resolve("link"), directory().resolve("real"));

        assertThat(store().list("")).containsExactly(CassetteId.of("real/a"));
        assertThat(store().list("link/")).isEmpty();
    }

    @Test
    void aSymbolicLinkToADirectoryAroundItEndsTheList() throws IOException {
        store().save(Cassettes.of("inner/a"));
        Files.createSymbolicLink(directory().resolve("inner/around"), directory());

        assertThat(store().list("")).containsExactly(CassetteId.of("inner/a"));
    }

    @Test
    void aSymbolicLinkToACassetteIsFollowed() throws IOException {
        store().save(Cassettes.of("a"));
        Files.createSymbolicLink(directory().resolve("b.yaml"), directory().resolve("a.yaml"));

        assertThat(store().load(CassetteId.of("b"))).isPresent();
    }

    @Test
    void twoProcessesLoseNoEpisode() throws Exception {
        int threads = 8;
        int episodes = 3;
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            processes.add(Writer.start(directory(), name, threads, episodes, temporary.resolve(name + ".txt")));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> output("one") + output("two"))
                    .isZero();
        }

        assertThat(store().load(ID).orElseThrow().episodes())
                .hasSize(2 * threads * episodes)
                .doesNotHaveDuplicates();
        assertThat(files()).containsExactly("checkout/pays.yaml");
    }

    private String output(String name) {
        try {
            return Files.readString(temporary.resolve(name + ".txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path directory() {
        return temporary.resolve("store");
    }

    private FilePersister store() {
        return FilePersister.of(directory());
    }

    private List<String> files() throws IOException {
        return files(directory());
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .toList();
        }
    }
}
