package io.vcr.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred tests of a JVM miss the same fifty requests at once; four of them share each cassette. */
class ConcurrentMissesTest {

    private static final int TESTS = 200;
    private static final int REQUESTS = 50;

    private final ExecutorService threads = Executors.newFixedThreadPool(TESTS);
    private final CountDownLatch all = new CountDownLatch(TESTS);
    private final AtomicInteger calls = new AtomicInteger();

    @TempDir
    private Path directory;

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void oneCallIsMadeForEachRequest() throws Exception {
        Vcr vcr = Vcr.builder(FilePersister.of(directory)).environment(Map.of()).build();
        List<Future<Report>> reports = new ArrayList<>();
        for (int i = 0; i < TESTS; i++) {
            int request = i % REQUESTS;
            reports.add(threads.submit(() -> test(vcr.open("missing/" + request), "answer " + request)));
        }

        for (Future<Report> report : reports) {
            assertThat(report.get().verdict()).isIn(Verdict.HIT, Verdict.MISS_RECORDED);
        }
        assertThat(calls).hasValue(REQUESTS);
    }

    private Report test(Session session, String answer) throws IOException, InterruptedException {
        all.countDown();
        all.await();
        HttpRequest request = new HttpRequest("GET", Uri.of("https://h/models"), Headers.EMPTY, Body.EMPTY);
        Decision decision = session.decide(request);
        if (decision instanceof Decision.Live live) {
            calls.incrementAndGet();
            respond(live.capture(), answer.getBytes(StandardCharsets.UTF_8));
        } else {
            byte[] replayed = ((Decision.Replay) decision).open().readAllBytes();
            assertThat(replayed).asString(StandardCharsets.UTF_8).isEqualTo(answer);
        }
        return session.finish(Outcome.PASSED);
    }

    private static void respond(Capture capture, byte[] body) {
        capture.head(new HttpResponse(200, "OK", Headers.of("Content-Type", "text/plain"), Body.EMPTY));
        capture.data(body, 0, body.length);
        capture.end();
    }
}
