package io.vcr.benchmarks.stream;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.Measured;
import io.vcr.edge.VcrEdge;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Reads a response that is far over the limit of a recording through a server, and reports megabytes per second. */
public final class EdgeLargeClient {

    private static final int WARM_UP = 2;
    private static final String PATH = "/large";

    private EdgeLargeClient() {}

    /** Arguments: {@code edge}, {@code jetty-proxy} or {@code bare}, and the URL of the server. */
    public static void main(String[] args) throws IOException {
        for (int i = 0; i <= WARM_UP; i++) {
            double seconds = args[0].equals("edge")
                    ? recorded(args[1])
                    : read((args[0].equals("bare") ? args[1] : Proxy.url(args[1])) + PATH);
            if (i == WARM_UP) {
                Measured.report("", StreamServer.MEGABYTES / seconds, (double) LargeClient.mostHeapBytes());
            }
        }
        System.exit(0); // the threads of the servers would keep the JVM alive
    }

    private static double recorded(String upstream) throws IOException {
        Session session =
                Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build().open("large");
        try (VcrEdge edge = VcrEdge.mount("api", upstream)) {
            double seconds = read(edge.urlFor(session, "api") + PATH);
            Map<String, Integer> dropped =
                    session.finish(Outcome.PASSED).counts().dropped();
            if (dropped.size() != 1) {
                throw new IllegalStateException("a wrong answer: dropped " + dropped);
            }
            return seconds;
        }
    }

    private static double read(String url) throws IOException {
        long start = System.nanoTime();
        try (InputStream in = URI.create(url).toURL().openStream()) {
            LongAdder bytes = new LongAdder();
            StreamedClient.read(in, bytes::add);
            if (bytes.sum() != (long) StreamServer.MEGABYTES << 20) {
                throw new IllegalStateException("a wrong answer: " + bytes.sum() + " bytes");
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Loaded only if it is measured. */
    private static final class Proxy {

        private static String proxy = "";

        static String url(String upstream) {
            if (proxy.isEmpty()) {
                proxy = JettyServers.proxy(upstream);
            }
            return proxy;
        }
    }
}
