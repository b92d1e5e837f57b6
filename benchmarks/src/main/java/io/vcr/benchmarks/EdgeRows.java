package io.vcr.benchmarks;

import io.vcr.benchmarks.replay.EdgeReplay;
import io.vcr.benchmarks.stream.EdgeLargeClient;
import io.vcr.benchmarks.stream.StreamClient;
import io.vcr.benchmarks.stream.StreamServer;
import java.util.List;

/** The rows of the edge, beside a bare client and Jetty's reverse proxy. */
final class EdgeRows {

    private static final int PAIRS = 3;

    private EdgeRows() {}

    static List<Row> all() {
        return List.of(
                new Row(
                        "edge",
                        "hot replay through the edge, 1 kB sent, 2 kB received",
                        "us",
                        "allocates",
                        3,
                        Goal.ratio(1.2),
                        () -> Stage.of(
                                JmhSubject.of("VCR", EdgeReplay.class, "replay"),
                                JmhSubject.of("canned, same server", EdgeReplay.class, "cannedAnswer"))),
                new Row(
                        "edge-events",
                        "first event, after 50 ms, while it is recorded through the edge",
                        "ms",
                        "",
                        PAIRS,
                        Goal.added(2),
                        EdgeRows::events),
                new Row(
                        "edge-large",
                        "a response of 200 MB while it is recorded through the edge",
                        "MB/s",
                        "heap at most",
                        PAIRS,
                        Goal.ratioAtLeast(0.8),
                        EdgeRows::large));
    }

    private static Stage events() throws Exception {
        StreamServer server = StreamServer.start();
        String events = server.url() + "/events";
        String quick = server.url() + "/quick";
        return new Stage(
                subject("VCR", StreamClient.class, "edge", events, quick),
                subject("the client alone", StreamClient.class, "bare", events, quick),
                List.of(subject("Jetty's reverse proxy", StreamClient.class, "jetty-proxy", events, quick)),
                server);
    }

    private static Stage large() throws Exception {
        StreamServer server = StreamServer.start();
        return new Stage(
                subject("VCR", EdgeLargeClient.class, "edge", server.url()),
                subject("Jetty's reverse proxy", EdgeLargeClient.class, "jetty-proxy", server.url()),
                List.of(subject("the client alone", EdgeLargeClient.class, "bare", server.url())),
                server);
    }

    private static ProcessSubject subject(String label, Class<?> main, String... arguments) {
        String classPath = ClassPath.of(Jars.OKHTTP, Jars.VCR, Jars.VCR_OKHTTP, Jars.VCR_EDGE, Jars.JETTY, Jars.JUNIT);
        return ProcessSubject.of(label, classPath, main, arguments).with("-Xmx128m");
    }
}
