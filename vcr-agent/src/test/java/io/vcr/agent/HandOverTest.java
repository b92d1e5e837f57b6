package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.junit5.UseCassette;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Tasks on threads that all tests share, in a JVM with the agent. */
class HandOverTest {

    private static final int REPETITIONS = 4;

    @TempDir
    Path directory;

    /** What the other JVM runs, all at once. */
    @EnabledIfSystemProperty(named = "test.url", matches = ".+")
    @UseCassette
    static class Parallel {

        private static final OkHttpClient CLIENT = new OkHttpClient();
        private static final ExecutorService POOL = Executors.newFixedThreadPool(2);
        private static final ScheduledExecutorService SCHEDULER = Executors.newScheduledThreadPool(1);

        static String answer(String path) {
            Request request = new Request.Builder()
                    .url(System.getProperty("test.url") + "/?of=" + path)
                    .build();
            try (Response response = CLIENT.newCall(request).execute()) {
                return response.body().string();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String path(TestInfo test) {
            return test.getTestMethod().orElseThrow().getName() + "/"
                    + test.getDisplayName().replaceAll("\\D+", "-");
        }

        private static void check(String path, String body) {
            assertThat(body).isEqualTo("answer to /?of=" + path);
        }

        @RepeatedTest(REPETITIONS)
        void plain(TestInfo test) {
            check(path(test), answer(path(test)));
        }

        @RepeatedTest(REPETITIONS)
        void thread(TestInfo test) throws Exception {
            FutureTask<String> task = new FutureTask<>(() -> answer(path(test)));
            new Thread(task).start();
            check(path(test), task.get());
        }

        @RepeatedTest(REPETITIONS)
        void submitted(TestInfo test) throws Exception {
            check(path(test), POOL.submit(() -> answer(path(test))).get());
        }

        @RepeatedTest(REPETITIONS)
        void executed(TestInfo test) throws Exception {
            CompletableFuture<String> body = new CompletableFuture<>();
            POOL.execute(() -> body.complete(answer(path(test))));
            check(path(test), body.get());
        }

        @RepeatedTest(REPETITIONS)
        void invoked(TestInfo test) throws Exception {
            List<Callable<String>> tasks = List.of(() -> answer(path(test)));
            check(path(test), POOL.invokeAny(tasks));
        }

        @RepeatedTest(REPETITIONS)
        void scheduled(TestInfo test) throws Exception {
            check(
                    path(test),
                    SCHEDULER
                            .schedule(() -> answer(path(test)), 1, TimeUnit.MILLISECONDS)
                            .get());
        }

        @RepeatedTest(REPETITIONS)
        void periodic(TestInfo test) throws Exception {
            CompletableFuture<String> body = new CompletableFuture<>();
            CountDownLatch second = new CountDownLatch(2);
            Future<?> task = SCHEDULER.scheduleAtFixedRate(
                    () -> {
                        second.countDown();
                        if (second.getCount() == 0 && !body.isDone()) {
                            body.complete(answer(path(test)));
                        }
                    },
                    0,
                    1,
                    TimeUnit.MILLISECONDS);
            check(path(test), body.get());
            task.cancel(false);
        }

        @RepeatedTest(REPETITIONS)
        void supplied(TestInfo test) throws Exception {
            check(
                    path(test),
                    CompletableFuture.supplyAsync(() -> answer(path(test))).get());
        }

        @RepeatedTest(REPETITIONS)
        void suppliedToAPool(TestInfo test) throws Exception {
            check(
                    path(test),
                    CompletableFuture.supplyAsync(() -> answer(path(test)), POOL)
                            .get());
        }

        @RepeatedTest(REPETITIONS)
        void forked(TestInfo test) {
            check(path(test), ForkJoinPool.commonPool().invoke(new RecursiveTask<String>() {
                @Override
                protected String compute() {
                    return new RecursiveTask<String>() {
                        @Override
                        protected String compute() {
                            return answer(path(test));
                        }
                    }.fork().join();
                }
            }));
        }

        @RepeatedTest(REPETITIONS)
        void parallelStream(TestInfo test) {
            List<String> bodies = IntStream.range(0, 4)
                    .parallel()
                    .mapToObj(i -> answer(path(test) + "/" + i))
                    .toList();
            assertThat(bodies)
                    .isEqualTo(IntStream.range(0, 4)
                            .mapToObj(i -> "answer to /?of=" + path(test) + "/" + i)
                            .toList());
        }

        @RepeatedTest(REPETITIONS)
        void preemptively(TestInfo test) {
            check(path(test), assertTimeoutPreemptively(Duration.ofSeconds(20), () -> answer(path(test))));
        }

        @RepeatedTest(REPETITIONS)
        @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void separateThread(TestInfo test) {
            check(path(test), answer(path(test)));
        }

        @RepeatedTest(REPETITIONS)
        void virtualThread(TestInfo test) throws Exception {
            FutureTask<String> task = new FutureTask<>(() -> answer(path(test)));
            if (Runtime.version().feature() < 21) {
                task.run();
            } else {
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            }
            check(path(test), task.get());
        }

        @RepeatedTest(REPETITIONS)
        void virtualThreads(TestInfo test) throws Exception {
            if (Runtime.version().feature() < 21) {
                check(path(test), answer(path(test)));
                return;
            }
            ExecutorService each = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            check(path(test), each.submit(() -> answer(path(test))).get());
            each.shutdown();
        }
    }

    @TestFactory
    Stream<DynamicTest> parallelTestsOnSharedThreadsRecordAndReplayTheirOwnRequests() throws Exception {
        return ForkedJvm.homes().stream()
                .map(home -> dynamicTest(home.getFileName().toString(), () -> {
                    Path cassettes = directory.resolve(home.getFileName());
                    try (LoopbackServer server = LoopbackServer.start()) {
                        server.on("/", (request, wire) -> wire.respond("200 OK", "", "answer to " + request.target()));
                        String recorded = run(home, cassettes, "once", server);
                        int calls = server.requests().size();
                        String replayed = run(home, cassettes, "none", server);

                        assertThat(failures(recorded)).as(recorded).isEmpty();
                        assertThat(failures(replayed)).as(replayed).isEmpty();
                        assertThat(server.requests()).hasSize(calls);
                        assertThat(replayed).contains("VCR COST LEAK CHECK: PASS");
                    }
                    assertThat(foreign(cassettes)).isEmpty();
                }));
    }

    private static List<String> failures(String output) {
        assertThat(output).contains("TEST repetition 1 of " + REPETITIONS + " SUCCESSFUL");
        return output.lines().filter(line -> line.endsWith(" FAILED")).toList();
    }

    private String run(Path home, Path cassettes, String mode, LoopbackServer server) throws Exception {
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
                .run(Launched.class, Parallel.class.getName())
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
            Future<String> late = pool.submit(() -> Parallel.answer("late"));
            System.out.println("RESULT queue " + (pool.getQueue().peek() == removed) + " " + pool.remove(removed) + " "
                    + pool.getQueue().contains(late));
            first.finish(Outcome.PASSED);

            Session second = vcr.open("second");
            over.countDown();
            System.out.println("RESULT late " + late.get().contains("vcr_refused"));
            System.out.println(
                    "RESULT own " + pool.submit(() -> Parallel.answer("own")).get());
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
    private static List<String> foreign(Path cassettes) throws IOException {
        FilePersister store = FilePersister.of(cassettes);
        List<CassetteId> ids = store.list("");
        assertThat(ids).hasSizeGreaterThan(10 * REPETITIONS);
        return ids.stream()
                .flatMap(id -> load(store, id).episodes().stream()
                        .map(episode -> new String(episode.response().body().bytes(), StandardCharsets.UTF_8))
                        .map(body -> body.substring(body.indexOf("of=") + 3))
                        .filter(path -> !id.value().contains("/" + path.split("/")[0]))
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
