package io.vcr.okhttp;

import static io.vcr.okhttp.TransportFixture.await;
import static io.vcr.okhttp.TransportFixture.call;
import static io.vcr.okhttp.TransportFixture.enqueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.okhttp.TransportFixture.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of every transport about parallel sessions: T16. */
class OkHttpParallelTest {

    private final TransportFixture fixture = new TransportFixture();
    private final LoopbackServer server = fixture.server;

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t16ParallelSessionsOnOneSharedClientNeverMix(boolean enqueued) throws Exception {
        int threads = 16;
        int calls = 20;
        server.on("/t", (request, wire) -> wire.respond("200 OK", "", request.target()));
        OkHttpClient shared = fixture.attached(VcrInterceptor.ambient());

        List<Report> recorded = inParallel(threads, thread -> session(fixture.vcr, shared, thread, calls, enqueued));

        assertThat(recorded).allSatisfy(report -> assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED));
        for (int thread = 0; thread < threads; thread++) {
            String own = "thread=" + thread + "&";
            assertThat(fixture.stored("parallel/" + thread))
                    .hasSize(calls)
                    .allSatisfy(episode ->
                            assertThat(episode.request().uri().query()).startsWith(own));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t16ParallelSessionsReplayTheirOwnEpisodes(boolean enqueued) throws Exception {
        server.on("/t", (request, wire) -> wire.respond("200 OK", "", request.target()));
        OkHttpClient shared = fixture.attached(VcrInterceptor.ambient());
        inParallel(16, thread -> session(fixture.vcr, shared, thread, 20, enqueued));
        server.close();
        Vcr none = fixture.vcr.toBuilder().mode(RecordMode.NONE).build();

        List<Report> replayed = inParallel(16, thread -> session(none, shared, thread, 20, enqueued));

        assertThat(replayed).allSatisfy(report -> {
            assertThat(report.verdict()).isEqualTo(Verdict.HIT);
            assertThat(report.counts().unplayed()).isZero();
        });
    }

    /** One of the parallel tests: a session on its own thread that makes its calls with the shared client. */
    private Report session(Vcr vcr, OkHttpClient shared, int thread, int calls, boolean enqueued) throws Exception {
        Session session = vcr.open("parallel/" + thread);
        List<Future<Seen>> answers = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            Request request = fixture.get("/t?thread=" + thread + "&call=" + call);
            answers.add(enqueued ? enqueue(shared, request) : CompletableFuture.completedFuture(call(shared, request)));
        }
        for (int call = 0; call < calls; call++) {
            assertThat(answers.get(call).get(20, TimeUnit.SECONDS).body().utf8())
                    .isEqualTo("/t?thread=" + thread + "&call=" + call);
        }
        return session.finish(Outcome.PASSED);
    }

    private interface OneThread {
        Report run(int thread) throws Exception;
    }

    private static List<Report> inParallel(int threads, OneThread body) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch ready = new CountDownLatch(threads);
        try {
            List<Callable<Report>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                tasks.add(() -> {
                    ready.countDown();
                    await(ready);
                    return body.run(thread);
                });
            }
            List<Report> reports = new ArrayList<>();
            for (Future<Report> report : executor.invokeAll(tasks)) {
                reports.add(report.get());
            }
            return reports;
        } finally {
            executor.shutdownNow();
        }
    }
}
