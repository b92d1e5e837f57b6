package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on threads that all tests share, in a JVM with the agent. */
class HandOverTest {

    /** {@code -Dvcr.test.rounds=100} looks for what happens rarely. */
    private static final int ROUNDS = Integer.getInteger("vcr.test.rounds", 1);

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> parallelTestsOnSharedThreadsRecordAndReplayTheirOwnRequests() throws Exception {
        return eachRound(SharedThreadsSuite.TESTS, SharedThreadsSuite.class);
    }

    @TestFactory
    Stream<DynamicTest> parallelTestsRecordAndReplayTheirOwnRequestsHoweverTheySendThem() throws Exception {
        return eachRound(OwnRequestsSuite.TESTS, OwnRequestsSuite.First.class, OwnRequestsSuite.Second.class);
    }

    private Stream<DynamicTest> eachRound(int tests, Class<?>... suite) throws Exception {
        return ForkedJvm.homes().stream()
                .flatMap(home -> IntStream.rangeClosed(1, ROUNDS)
                        .mapToObj(round -> dynamicTest(
                                home.getFileName() + " round " + round,
                                () -> recordAndReplay(home, "" + tests + home.getFileName() + round, tests, suite))));
    }

    private void recordAndReplay(Path home, String name, int tests, Class<?>... suite) throws Exception {
        Path cassettes = directory.resolve(name);
        try (LoopbackServer server = LoopbackServer.start()) {
            server.on("/", (request, wire) -> wire.respond("200 OK", "", "answer to " + request.target()));
            String recorded = run(home, cassettes, "once", server, suite);
            int calls = server.requests().size();
            String replayed = run(home, cassettes, "none", server, suite);

            for (String output : List.of(recorded, replayed)) {
                assertThat(ends(output, " SUCCESSFUL")).as(output).hasSize(tests);
                assertThat(ends(output, " FAILED")).as(output).isEmpty();
            }
            assertThat(server.requests()).hasSize(calls);
            assertThat(replayed).contains("VCR COST LEAK CHECK: PASS");
        }
        assertThat(foreign(cassettes, tests)).isEmpty();
    }

    private static List<String> ends(String output, String status) {
        return output.lines()
                .filter(line -> line.startsWith("TEST ") && line.endsWith(status))
                .toList();
    }

    private String run(Path home, Path cassettes, String mode, LoopbackServer server, Class<?>... suite)
            throws Exception {
        return ForkedJvm.withAgent()
                .on(home)
                .with(
                        "-Dtest.url=" + server.url(""),
                        "-Dvcr.store=file:" + cassettes,
                        "-Dvcr.ignore-localhost=false",
                        "-Dvcr.mode=" + mode,
                        "-Dvcr.report=none",
                        "-Djunit.jupiter.execution.parallel.enabled=true",
                        "-Djunit.jupiter.execution.parallel.mode.default=concurrent",
                        "-Djunit.jupiter.execution.parallel.config.strategy=fixed",
                        "-Djunit.jupiter.execution.parallel.config.fixed.parallelism=8")
                .run(Launched.class, Stream.of(suite).map(Class::getName).toArray())
                .text();
    }

    /** A program whose task waits in a pool while its session ends. */
    static final class Outliving {

        private Outliving() {}

        /** Takes the directory of the cassettes. */
        public static void main(String[] args) throws Exception {
            Vcr vcr = Vcr.builder(FilePersister.of(Path.of(args[0])))
                    .mode(RecordMode.ALL)
                    .ignoreLocalhost(false)
                    .build();
            ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);
            CountDownLatch over = new CountDownLatch(1);
            Session first = vcr.open("first");
            pool.execute(() -> await(over));
            Runnable removed = () -> System.out.println("RESULT removed has run");
            pool.execute(removed);
            Future<String> late = pool.submit(() -> OwnAnswer.answer("late"));
            System.out.println("RESULT queue " + (pool.getQueue().peek() == removed) + " " + pool.remove(removed) + " "
                    + pool.getQueue().contains(late));
            first.finish(Outcome.PASSED);

            Session second = vcr.open("second");
            over.countDown();
            System.out.println("RESULT late " + late.get().contains("vcr_refused"));
            System.out.println(
                    "RESULT own " + pool.submit(() -> OwnAnswer.answer("own")).get());
            Report report = second.finish(Outcome.PASSED);
            System.out.println("RESULT second " + report.counts().recorded() + " " + report.refusals());
            System.exit(0);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aTaskThatOutlivesItsSessionIsRefusedAndLandsInNoOther() throws Exception {
        try (LoopbackServer server = LoopbackServer.start()) {
            server.on("/", (request, wire) -> wire.respond("200 OK", "", "answer to " + request.target()));

            ForkedJvm.Output output =
                    ForkedJvm.withAgent().with("-Dtest.url=" + server.url("")).run(Outliving.class, directory);

            assertThat(output.lines("RESULT "))
                    .as(output.text())
                    .containsExactly("queue true true true", "late true", "own answer to /?of=own", "second 1 []");
            assertThat(server.requests()).hasSize(1);
        }
    }

    /** The requests in a cassette of another test. */
    private static List<String> foreign(Path cassettes, int tests) throws IOException {
        FilePersister store = FilePersister.of(cassettes);
        List<CassetteId> ids = store.list("");
        assertThat(ids).hasSize(tests);
        return ids.stream()
                .flatMap(id -> load(store, id).episodes().stream()
                        .map(episode -> new String(episode.response().body().bytes(), StandardCharsets.UTF_8))
                        .map(body -> body.substring(body.indexOf("of=") + 3))
                        .filter(path -> !OwnAnswer.name(id).equals(path.split("/", -1)[0]))
                        .map(path -> path + " in " + id))
                .toList();
    }

    private static Cassette load(FilePersister store, CassetteId id) {
        try {
            return store.load(id).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
