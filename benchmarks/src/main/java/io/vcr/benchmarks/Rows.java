package io.vcr.benchmarks;

import io.vcr.benchmarks.peer.PeerReplay;
import io.vcr.benchmarks.replay.ApacheReplay;
import io.vcr.benchmarks.replay.Indexing;
import io.vcr.benchmarks.replay.JdkReplay;
import io.vcr.benchmarks.replay.Lookup;
import io.vcr.benchmarks.replay.OkHttpReplay;
import io.vcr.benchmarks.replay.Recording;
import io.vcr.benchmarks.replay.SocketReplay;
import io.vcr.benchmarks.replay.UrlReplay;
import io.vcr.benchmarks.store.LargeArchive;
import io.vcr.benchmarks.store.LargeLoad;
import io.vcr.benchmarks.store.RedisRoundTrip;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The rows of the table: first the hot ones, then those that are measured in whole processes. */
final class Rows {

    static final String COMPARE = "canned, compares JSON by value";

    /**
     * Two threads that wait for each other leave no core to the compiler, and the time of a hand-over changes from one second
     * to the next.
     */
    private static final int HAND_OVER = 5;

    private static final String MAP = "hash map from URL and canonical JSON";

    private Rows() {}

    static List<Row> all() {
        return Stream.of(replay(), AdapterRows.all(), lookup(), redis(), load(), ProcessRows.all(), EdgeRows.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> replay() {
        return List.of(
                hot(
                        "okhttp",
                        "hot replay through OkHttp, 1 kB sent, 2 kB received",
                        Goal.ratio(1.5),
                        Stage.of(
                                ours(OkHttpReplay.class, "replay"),
                                JmhSubject.of(COMPARE, OkHttpReplay.class, "cannedAnswerAfterCompare"),
                                JmhSubject.of("canned, looks at nothing", OkHttpReplay.class, "cannedAnswer"),
                                peer("recordo"),
                                peer("EasyVCR"),
                                peer("MockWebServer"),
                                peer("WireMock"),
                                peer("MockServer"))),
                hot(
                        "okhttp-reordered",
                        "the same, the keys of the JSON in another order than recorded",
                        Goal.ratio(1.2),
                        Stage.of(
                                ours(OkHttpReplay.class, "replayReordered"),
                                JmhSubject.of(COMPARE, OkHttpReplay.class, "cannedAnswerAfterCompareReordered"))),
                hot(
                        "apache",
                        "the same through Apache HttpClient 5, classic",
                        Goal.ratio(1.5),
                        Stage.of(
                                ours(ApacheReplay.class, "replay"),
                                JmhSubject.of(COMPARE, ApacheReplay.class, "cannedAnswerAfterCompare"),
                                JmhSubject.of("canned, looks at nothing", ApacheReplay.class, "cannedAnswer"),
                                peer("recordo-apache"))),
                replay("jdk", "the same through the client of the JDK", JdkReplay.class),
                replay("url-connection", "the same through HttpURLConnection", UrlReplay.class),
                hot(
                        "socket-first",
                        "the first message of a replayed WebSocket of OkHttp, from the call that opens it",
                        Goal.ratio(1.2),
                        Stage.of(
                                ours(SocketReplay.class, "replayedFirst").times(HAND_OVER),
                                JmhSubject.of("canned, on another thread", SocketReplay.class, "cannedFirst")
                                        .times(HAND_OVER))),
                hot(
                        "record",
                        "a response of 1 MB recorded and saved in memory, no network below",
                        Goal.none(),
                        Stage.of(
                                ours(Recording.class, "record"),
                                JmhSubject.of("the client alone", Recording.class, "live"))));
    }

    private static Row replay(String name, String work, Class<?> client) {
        return hot(
                name,
                work,
                Goal.ratio(1.5),
                Stage.of(
                        ours(client, "replay"),
                        JmhSubject.of(COMPARE, client, "cannedAnswerAfterCompare"),
                        JmhSubject.of("canned, looks at nothing", client, "cannedAnswer")));
    }

    private static List<Row> lookup() {
        return List.of(
                hot(
                        "lookup",
                        "one decision among many episodes; other tools with their client and over loopback",
                        Goal.growth(1.5),
                        Stage.of(
                                ours(Lookup.class, "decide"),
                                JmhSubject.of(MAP, Lookup.class, "probe"),
                                among("WireMock", "10", "1000"),
                                among("MockServer", "10", "1000"),
                                among("EasyVCR", "10", "1000"))),
                hot(
                        "index",
                        "10,000 parsed episodes, from open to the first answer",
                        Goal.ratio(1.5),
                        Stage.of(ours(Indexing.class, "open"), JmhSubject.of(MAP, Indexing.class, "map"))));
    }

    private static List<Row> redis() {
        return Stream.of("5", "50", "1000")
                .flatMap(size -> Stream.of(
                        redis("redis-load-", size, "loopback", 2.5),
                        redis("redis-save-", size, "loopback", 2.5),
                        redis("link-load-", size, "link", size.equals("5") ? 1.15 : 1),
                        redis("link-save-", size, "link", size.equals("5") ? 1.15 : 1)))
                .toList();
    }

    private static Row redis(String name, String kilobytes, String between, double atMost) {
        boolean load = name.contains("load");
        return hot(
                name + kilobytes,
                "a cassette of " + kilobytes + " kB as JSON " + (load ? "from" : "to") + " Redis "
                        + (between.equals("link") ? "over 1 ms each way and 100 Mbit/s" : "on this machine"),
                Goal.ratio(atMost),
                Stage.of(
                        ours(RedisRoundTrip.class, load ? "load" : "save")
                                .with("kilobytes", kilobytes)
                                .with("between", between),
                        JmhSubject.of(
                                        (load ? "GET" : "SET EX") + " of it, uncompressed",
                                        RedisRoundTrip.class,
                                        load ? "get" : "setEx")
                                .with("kilobytes", kilobytes)
                                .with("between", between)));
    }

    private static List<Row> load() {
        JmhSubject walk = JmhSubject.of("streaming walk of it as JSON", LargeLoad.class, "walk");
        return List.of(
                hot(
                        "load-yaml",
                        "a cassette of 10 MB from YAML",
                        Goal.ratio(5),
                        Stage.of(
                                ours(LargeLoad.class, "yaml"),
                                walk,
                                JmhSubject.of("VCR from JSON", LargeLoad.class, "json"),
                                JmhSubject.of("SnakeYAML, to maps", LargeLoad.class, "snakeYaml"))),
                hot(
                        "load-har",
                        "an HTTP archive of 50 MB",
                        Goal.ratio(2),
                        Stage.of(
                                ours(LargeArchive.class, "har"),
                                JmhSubject.of("streaming walk of it", LargeArchive.class, "walk"))),
                hot(
                        "load-redis",
                        "a cassette of 10 MB from Redis, with the GET",
                        Goal.ratio(1),
                        Stage.of(ours(LargeLoad.class, "redis"), walk)));
    }

    static Row hot(String name, String work, Goal goal, Stage stage) {
        return new Row(name, work, "us", "allocates", 3, goal, () -> stage);
    }

    static JmhSubject ours(Class<?> benchmark, String method) {
        return JmhSubject.of("VCR", benchmark, method);
    }

    private static JmhSubject peer(String name) {
        return among(name, "1").with("order", "shuffled");
    }

    /** Fewer episodes than for this library, because most peers search linearly. */
    private static JmhSubject among(String name, String... episodes) {
        String jar = name.toLowerCase(Locale.ROOT).replace("-apache", "") + "-";
        return JmhSubject.of(name, PeerReplay.class, "replay")
                .on(ClassPath.withPeer(jar))
                .with("peer", name)
                .with("episodes", episodes);
    }
}
