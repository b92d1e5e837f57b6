package io.vcr.redis;

import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A JVM whose tests send requests that no cassette has, all at once; several tests share each cassette and its request. */
final class MissingProcess {

    private MissingProcess() {}

    static Process start(String redis, URI server, int tests, int requests) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MissingProcess.class.getName(),
                        redis,
                        server.toString(),
                        Integer.toString(tests),
                        Integer.toString(requests))
                .redirectErrorStream(true)
                .start();
    }

    static CassetteId cassette(int request) {
        return CassetteId.of("missing/" + request);
    }

    /**
     * Prints a line for each test.
     *
     * @param args the URL of the store, the URL of the server, the number of tests, the number of requests
     */
    public static void main(String[] args) throws Exception {
        int tests = Integer.parseInt(args[2]);
        int requests = Integer.parseInt(args[3]);
        ExecutorService threads = Executors.newFixedThreadPool(tests);
        CountDownLatch all = new CountDownLatch(tests);
        try (RedisPersister store =
                RedisPersister.builder(args[0]).timeout(Duration.ofMinutes(1)).connect()) {
            Vcr vcr = Vcr.builder(store).build();
            List<Future<Report>> reports = new ArrayList<>();
            for (int i = 0; i < tests; i++) {
                int request = i % requests;
                reports.add(threads.submit(() -> {
                    all.countDown();
                    all.await();
                    return test(vcr.open(cassette(request)), URI.create(args[1] + "/" + request));
                }));
            }
            for (Future<Report> report : reports) {
                System.out.println("test " + report.get().verdict());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Report test(Session session, URI uri) throws IOException {
        String body = answer(session, uri);
        boolean isRight = body.equals("answer to " + uri.getPath());
        return session.finish(isRight ? Outcome.PASSED : Outcome.FAILED);
    }

    private static String answer(Session session, URI uri) throws IOException {
        Decision decision = session.decide(new HttpRequest("GET", Uri.of(uri.toString()), Headers.EMPTY, Body.EMPTY));
        if (decision instanceof Decision.Replay replay) {
            return new String(replay.open().readAllBytes());
        }
        Decision.Live live = (Decision.Live) decision;
        try (InputStream in = uri.toURL().openStream()) {
            byte[] body = in.readAllBytes();
            live.capture().head(new HttpResponse(200, "OK", Headers.of("Content-Type", "text/plain"), Body.EMPTY));
            live.capture().data(body, 0, body.length);
            live.capture().end();
            return new String(body);
        }
    }
}
