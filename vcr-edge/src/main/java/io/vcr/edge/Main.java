package io.vcr.edge;

import io.vcr.Limits;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The edge as a program of its own, for tests in any language:
 * {@code java -cp ... io.vcr.edge.Main --mount openai=https://api.openai.com}.
 *
 * <p>Tests begin and end over HTTP, at {@code /__vcr/tests}. The program ends at SIGTERM or SIGINT: it answers what it is
 * answering, discards the recordings of tests that have not ended, and prints the counts of each mount. Its exit status
 * is 2 if the command line is not valid, and 1 if it cannot start.
 */
public final class Main {

    private Main() {}

    /**
     * Starts the edge and waits for its end.
     *
     * @param arguments the options; {@code --help} prints them
     */
    public static void main(String[] arguments) {
        List<String> line = List.of(arguments);
        if (line.contains("--help")) {
            System.out.print(Arguments.USAGE);
            return;
        }
        Arguments parsed;
        try {
            parsed = Arguments.parse(line, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Arguments.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(parsed);
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Arguments arguments) throws InterruptedException {
        Mounts mounts = new Mounts(arguments.mounts());
        Persister store = Persisters.open(arguments.store());
        Vcr vcr = vcr(arguments, store);
        Counts counts = new Counts(mounts);
        RunningTests tests = new RunningTests(vcr);
        EdgeOptions options =
                EdgeOptions.defaults(vcr.mode() != RecordMode.NONE).at(arguments.host(), arguments.port());
        ControlApi control = new ControlApi(tests, counts);
        EdgeServer server = EdgeServer.start(mounts, counts, control, options);
        control.serve(server);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop(server, tests, store);
                            ended.countDown();
                        },
                        "vcr-edge-stop"));
        System.out.println("[VCR EDGE] listens on http://" + arguments.host() + ":" + server.port() + ", mode "
                + vcr.mode() + ", mounts " + arguments.mounts());
        ended.await();
    }

    private static Vcr vcr(Arguments arguments, Persister store) {
        Vcr.Builder vcr = Vcr.builder(store)
                .record(arguments.recorded())
                .limits(Limits.DEFAULT
                        .withMaxBodyBytes(arguments.maxBodyBytes())
                        .withMaxCassetteBytes(
                                Math.max(Limits.DEFAULT.maxCassetteBytes(), 2 * arguments.maxBodyBytes())))
                .ignoring(arguments.ignoring().toArray(String[]::new));
        arguments.mode().ifPresent(vcr::mode);
        return vcr.build();
    }

    private static void stop(EdgeServer server, RunningTests tests, Persister store) {
        server.close();
        tests.close();
        Health.lines(server.counts()).forEach(System.out::println);
        tests.summary().forEach(System.out::println);
        try {
            store.close();
        } catch (IOException e) {
            System.err.println("[VCR EDGE] the store cannot be closed: " + e.getMessage());
        }
    }
}
