package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.file.FilePersister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The file of a good cassette keeps its bytes whatever a bad test records, and the log says why. */
class StoredBytesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource
    void badTestLeavesTheBytesUntouchedAndSaysWhy(Class<?> sample, List<String> stored, String verdict, String why)
            throws IOException {
        Traffic.store(FilePersister.of(directory), "good", stored.toArray(String[]::new));
        byte[] before = Files.readAllBytes(directory.resolve("good.yaml"));

        SampleRun run = SampleRun.of(sample, Map.of("vcr.store", "file:" + directory));

        assertThat(run.verdict()).isEqualTo(verdict);
        assertThat(run.printed()).contains(why);
        assertThat(directory.resolve("good.yaml")).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    static Stream<Arguments> badTestLeavesTheBytesUntouchedAndSaysWhy() {
        List<String> one = List.of("/stored");
        List<String> fifty = IntStream.range(0, 50).mapToObj(i -> "/" + i).toList();
        return Stream.of(
                Arguments.of(
                        Failing.class, one, "MISS:NOT_PERSISTED", "the test failed, so its 1 new episode is discarded"),
                Arguments.of(
                        Aborted.class,
                        one,
                        "MISS:NOT_PERSISTED",
                        "the test was aborted, so its 1 new episode is discarded"),
                Arguments.of(
                        FailingAfterwards.class,
                        one,
                        "MISS:NOT_PERSISTED",
                        "the test failed, so its 1 new episode is discarded"),
                Arguments.of(Passing.class, fifty, "MISS:OVERFLOW", "51 episodes are more than maxEpisodes=50"));
    }

    static class Passing {
        @Test
        @UseCassette(value = "good", mode = RecordMode.NEW_EPISODES)
        void sample() {
            Traffic.get("/new");
        }
    }

    static class Failing {
        @Test
        @UseCassette(value = "good", mode = RecordMode.NEW_EPISODES)
        void sample() {
            Traffic.get("/new");
            Assertions.fail("on purpose");
        }
    }

    static class Aborted {
        @Test
        @UseCassette(value = "good", mode = RecordMode.NEW_EPISODES)
        void sample() {
            Traffic.get("/new");
            Assumptions.abort("on purpose");
        }
    }

    static class FailingAfterwards extends Passing {
        @AfterEach
        void fail() {
            Assertions.fail("on purpose");
        }
    }
}
