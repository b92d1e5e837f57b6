package io.vcr.redis;

import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A JVM that runs tests, each of which records one episode of its own into a cassette that all JVMs share. */
final class RecordingProcess {

    static final int CASSETTES = 20;

    private RecordingProcess() {}

    static Process start(String url, String name, int tests) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordingProcess.class.getName(),
                        url,
                        name,
                        Integer.toString(tests))
                .redirectErrorStream(true)
                .start();
    }

    static CassetteId cassette(int test) {
        return CassetteId.of("shared/" + test % CASSETTES);
    }

    static String episode(String process, int test) {
        return process + "-" + test;
    }

    /**
     * Prints a line with the verdict of each test.
     *
     * @param args the URL of the server, the name of the process, the number of tests
     */
    public static void main(String[] args) {
        // A busy machine is not what is tested.
        try (RedisPersister store =
                RedisPersister.builder(args[0]).timeout(Duration.ofMinutes(1)).connect()) {
            Vcr vcr = Vcr.builder(store).maxEpisodes(1000).build();
            List<Integer> tests = new ArrayList<>();
            for (int test = 0; test < Integer.parseInt(args[2]); test++) {
                tests.add(test);
            }
            Collections.shuffle(tests);
            tests.parallelStream().forEach(test -> {
                Report report = test(vcr.open(cassette(test)), episode(args[1], test));
                System.out.println("test " + test + " " + report.verdict() + " " + report.save());
            });
        }
    }

    private static Report test(Session session, String name) {
        Decision decision = session.decide(Cassettes.request(name));
        if (decision instanceof Decision.Live live) {
            byte[] body = Cassettes.response(name).body().bytes();
            live.capture().head(Cassettes.response(name).withBody(Body.EMPTY));
            live.capture().data(body, 0, body.length);
            live.capture().end();
        }
        return session.finish(Outcome.PASSED);
    }
}
