package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vcr.spi.Episode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Four JVMs with fifty tests each record into the same twenty cassettes at once. */
@Tag("slow")
@Tag("matrix")
class ManyProcessesTest {

    private static final int PROCESSES = 4;
    private static final int TESTS = 50;

    @Test
    void noEpisodeOfAnyIsLost() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            List<String> lines = run(server, () -> {});

            assertThat(lines).hasSize(PROCESSES * TESTS).allMatch(line -> line.contains(" MISS:RECORDED "));
            assertThat(stored(server)).isEqualTo(all());
        }
    }

    @Test
    void withAServerThatDiesThreeTimesEveryTestPassesAndWhatWasSavedIsThere() throws Exception {
        try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always")) {
            List<String> lines = run(server, () -> {
                for (int i = 0; i < 3; i++) {
                    long size = server.ask(redis -> redis.dbsize());
                    await().atMost(Duration.ofMinutes(2))
                            .until(() -> server.ask(redis -> redis.dbsize())
                                    >= Math.min(size + 1, RecordingProcess.CASSETTES));
                    server.kill();
                    server.restart();
                }
            });

            assertThat(lines)
                    .hasSize(PROCESSES * TESTS)
                    .allMatch(line -> line.matches("test \\d+ MISS:(RECORDED|NOT_PERSISTED) .*"));
            Map<String, String> stored = stored(server);
            assertThat(all()).containsAllEntriesOf(stored);
            long saved = lines.stream()
                    .filter(line -> line.contains("MISS:RECORDED"))
                    .count();
            assertThat((long) stored.size()).isGreaterThanOrEqualTo(saved);
            System.out.println("Saved " + saved + " of " + lines.size() + " while the server died three times");
        }
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    private static List<String> run(RedisServer server, Meanwhile meanwhile) throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(RecordingProcess.start(server.url(), "process" + i, TESTS));
        }
        meanwhile.run();
        List<String> lines = new ArrayList<>();
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output).doesNotContain("Exception");
            output.lines().filter(line -> line.startsWith("test ")).forEach(lines::add);
        }
        return lines;
    }

    private static Map<String, String> all() {
        Map<String, String> all = new HashMap<>();
        for (int process = 0; process < PROCESSES; process++) {
            for (int test = 0; test < TESTS; test++) {
                String name = RecordingProcess.episode("process" + process, test);
                all.put(
                        RecordingProcess.cassette(test) + " "
                                + Cassettes.request(name).uri(),
                        text(name));
            }
        }
        return all;
    }

    private static String text(String name) {
        return Cassettes.response(name).body().text().orElseThrow();
    }

    /** Cassette and URI of each episode, and its body; none may be there twice. */
    private static Map<String, String> stored(RedisServer server) throws IOException {
        Map<String, String> stored = new HashMap<>();
        try (RedisPersister store = RedisPersister.connect(server.url())) {
            for (int i = 0; i < RecordingProcess.CASSETTES; i++) {
                for (Episode episode :
                        store.load(RecordingProcess.cassette(i)).orElseThrow().episodes()) {
                    String key = RecordingProcess.cassette(i) + " "
                            + episode.request().uri();
                    assertThat(stored.put(key, episode.response().body().text().orElseThrow()))
                            .as(key)
                            .isNull();
                }
            }
        }
        return stored;
    }
}
