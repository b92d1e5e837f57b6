package io.vcr.benchmarks;

import io.vcr.benchmarks.start.AgentStart;
import io.vcr.benchmarks.start.FirstReplay;
import io.vcr.benchmarks.start.ManyClasses;
import io.vcr.benchmarks.store.FirstLoad;
import io.vcr.benchmarks.store.FirstRedis;
import io.vcr.benchmarks.store.RedisServer;
import io.vcr.benchmarks.stream.Memory;
import io.vcr.benchmarks.stream.SocketClient;
import io.vcr.benchmarks.stream.SocketServer;
import io.vcr.benchmarks.stream.StreamClient;
import io.vcr.benchmarks.stream.StreamServer;
import io.vcr.benchmarks.suite.CannedTests;
import io.vcr.benchmarks.suite.ChatTests;
import io.vcr.benchmarks.suite.JUnitRun;
import io.vcr.benchmarks.suite.RecordoTests;
import io.vcr.benchmarks.suite.ReplayedTests;
import io.vcr.benchmarks.suite.WireMockTests;
import io.vcr.benchmarks.work.Samples;
import io.vcr.codec.CassetteCodec;
import io.vcr.file.FilePersister;
import io.vcr.redis.RedisPersister;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepetitionInfo;

/** The rows that are measured in whole processes: first calls, and long runs. */
final class ProcessRows {

    private static final int PAIRS = 5;
    private static final int FIRST_KILOBYTES = 20;
    private static final String ONE = "one";
    private static final String MANY = "many(" + RepetitionInfo.class.getName() + ")";

    private ProcessRows() {}

    static List<Row> all() {
        return List.of(
                row("test", "one test in a new JVM, cassette in a file", Goal.added(100), ProcessRows::oneTest),
                row(
                        "redis-first",
                        "one test in a new JVM, cassette in a Redis on this machine",
                        Goal.added(300),
                        ProcessRows::firstRedis),
                // ./demo suite waits 600 ms for each of 120 calls; 720 ms is 1 % of the time that a replay saves
                row("suite", "60 tests with 2 calls each in a new JVM", Goal.added(720), ProcessRows::suite),
                row(
                        "first-yaml",
                        "first load of a JVM, a cassette of 20 kB from YAML",
                        Goal.ratio(1.3),
                        () -> firstLoad(CassetteCodec.YAML)),
                row(
                        "first-json",
                        "first load of a JVM, a cassette of 20 kB from JSON",
                        Goal.ratio(1.3),
                        () -> firstLoad(CassetteCodec.JSON)),
                row(
                        "first-replay",
                        "a JVM with one replay from a file, through HttpURLConnection",
                        Goal.ratio(1),
                        ProcessRows::firstReplay),
                row(
                        "agent",
                        "a JVM that does nothing, with the agent",
                        Goal.added(40),
                        () -> agent("nothing", Jars.OKHTTP)),
                row(
                        "agent-clients",
                        "a JVM that builds five kinds of clients, with the agent",
                        Goal.added(60),
                        () -> agent("clients", Jars.OKHTTP, Jars.APACHE)),
                row(
                        "agent-classes",
                        "CPU time of a JVM that loads 10,000 classes of 4 kB, with the agent",
                        Goal.ratio(1.02), // an agent that does nothing has 1.1
                        ProcessRows::manyClasses),
                new Row(
                        "memory",
                        "heap that is held by a session with 30 responses of 8 MB",
                        "MB",
                        "",
                        3,
                        Goal.ratio(1.2),
                        ProcessRows::memory),
                row(
                        "events",
                        "40 events 5 ms apart, the first after 50 ms, while they are recorded",
                        Goal.ratio(1.05),
                        ProcessRows::events),
                sockets("okhttp", "OkHttp"),
                sockets("jdk", "the client of the JDK"));
    }

    private static Row row(String name, String work, Goal goal, Stage.Opener opener) {
        return new Row(name, work, "ms", "", PAIRS, goal, opener);
    }

    private static Stage oneTest() throws Exception {
        Scratch scratch = Scratch.create();
        ProcessSubject recordo = tests(RecordoTests.class, "recordo", ONE, 1, Jars.RECORDO)
                .with("-D" + RecordoTests.FILE + "=" + scratch.path().resolve("recordo.json"));
        recordo.measure(); // records
        return new Stage(
                replayed(scratch, scratch.path().toUri().toString(), ONE, 1),
                tests(CannedTests.class, "canned", ONE, 1),
                List.of(recordo, tests(WireMockTests.class, "WireMock", ONE, 1, Jars.WIREMOCK)),
                scratch);
    }

    private static Stage suite() throws Exception {
        Scratch scratch = Scratch.create();
        return new Stage(
                replayed(scratch, scratch.path().toUri().toString(), MANY, ChatTests.MANY),
                tests(CannedTests.class, "canned", MANY, ChatTests.MANY),
                List.of(),
                scratch);
    }

    private static Stage firstRedis() throws Exception {
        Scratch scratch = Scratch.create();
        RedisServer server = RedisServer.start();
        try (RedisPersister store = RedisPersister.connect(server.url())) {
            store.save(Samples.ofKilobytes(CassetteId.of(FirstRedis.NAME), FIRST_KILOBYTES));
        }
        String classPath = ClassPath.of(Jars.VCR, Jars.VCR_REDIS, Jars.LETTUCE);
        return new Stage(
                replayed(scratch, server.url(), ONE, 1, Jars.VCR_REDIS, Jars.LETTUCE),
                tests(CannedTests.class, "canned", ONE, 1),
                List.of(
                        ProcessSubject.of(
                                "without a test: Lettuce, GET", classPath, FirstRedis.class, "lettuce", server.url()),
                        ProcessSubject.of(
                                "without a test: VCR, load", classPath, FirstRedis.class, "vcr", server.url())),
                () -> {
                    server.close();
                    scratch.close();
                });
    }

    /** Tests whose cassettes are recorded now, so that the measured runs only replay. */
    private static ProcessSubject replayed(Scratch scratch, String store, String method, int count, Jars... more)
            throws Exception {
        Jars[] jars = Stream.concat(Stream.of(Jars.VCR, Jars.VCR_OKHTTP, Jars.VCR_JUNIT), Stream.of(more))
                .toArray(Jars[]::new);
        ProcessSubject tests = tests(ReplayedTests.class, "VCR", method, count, jars);
        String storeOption = "-Dvcr.store=" + store;
        String reportOption = "-Dvcr.report=" + scratch.path().resolve("report");
        tests.with(storeOption, reportOption, "-Dvcr.mode=new_episodes").measure();
        return tests.with(storeOption, reportOption, "-Dvcr.mode=none");
    }

    private static ProcessSubject tests(Class<?> tests, String label, String method, int count, Jars... more) {
        Jars[] jars = Stream.concat(Stream.of(Jars.JUNIT, Jars.OKHTTP), Stream.of(more))
                .toArray(Jars[]::new);
        return ProcessSubject.of(
                label, ClassPath.of(jars), JUnitRun.class, tests.getName(), method, String.valueOf(count));
    }

    private static Stage firstLoad(CassetteCodec codec) throws IOException {
        Scratch scratch = Scratch.create();
        Path ours = write(scratch, codec, "ours");
        Path json = write(scratch, CassetteCodec.JSON, "json");
        Path yaml = write(scratch, CassetteCodec.YAML, "yaml");
        return new Stage(
                first("VCR", "vcr", ours, Jars.VCR, Jars.VCR_JUNIT),
                first("streaming walk of it as JSON", "walk", json, Jars.VCR),
                List.of(
                        first("ObjectMapper, to a tree", "objectmapper", json, Jars.DATABIND),
                        first("SnakeYAML, to maps", "snakeyaml", yaml, Jars.SNAKEYAML)),
                scratch);
    }

    private static Path write(Scratch scratch, CassetteCodec codec, String name) throws IOException {
        Path directory = scratch.path().resolve(name);
        FilePersister.of(directory)
                .withCodec(codec)
                .save(Samples.ofKilobytes(CassetteId.of(FirstLoad.NAME), FIRST_KILOBYTES));
        return directory;
    }

    private static ProcessSubject first(String label, String who, Path directory, Jars... jars) {
        return ProcessSubject.of(label, ClassPath.of(jars), FirstLoad.class, who, directory.toString());
    }

    private static Stage firstReplay() throws IOException {
        Scratch scratch = Scratch.create();
        FilePersister.of(scratch.path()).save(Samples.cassette(1));
        String directory = scratch.path().toString();
        Jars[] jars = {Jars.VCR, Jars.VCR_JUNIT, Jars.VCR_JDK};
        return new Stage(
                ProcessSubject.of("VCR", ClassPath.of(jars), FirstReplay.class, "url", directory),
                ProcessSubject.of("EasyVCR", ClassPath.of(Jars.EASYVCR), FirstReplay.class, "easyvcr"),
                List.of(ProcessSubject.of(
                        "VCR, client of the JDK", ClassPath.of(jars), FirstReplay.class, "jdk", directory)),
                scratch);
    }

    private static Stage agent(String program, Jars... clients) {
        Jars[] jars = Stream.concat(
                        Stream.of(Jars.VCR, Jars.VCR_OKHTTP, Jars.VCR_APACHE, Jars.VCR_JDK), Stream.of(clients))
                .toArray(Jars[]::new);
        String classPath = ClassPath.of(jars);
        return Stage.of(
                ProcessSubject.of("VCR", classPath, AgentStart.class, program)
                        .with("-javaagent:" + ClassPath.jar(Jars.VCR_AGENT)),
                ProcessSubject.of("without the agent", classPath, AgentStart.class, program));
    }

    private static Stage manyClasses() {
        String classPath = ClassPath.of(Jars.VCR, Jars.VCR_OKHTTP, Jars.VCR_APACHE, Jars.VCR_JDK);
        return Stage.of(
                ProcessSubject.of("VCR", classPath, ManyClasses.class)
                        .with("-javaagent:" + ClassPath.jar(Jars.VCR_AGENT)),
                ProcessSubject.of("without the agent", classPath, ManyClasses.class));
    }

    private static Stage memory() throws IOException {
        Scratch scratch = Scratch.create();
        String classPath = ClassPath.of(Jars.OKHTTP, Jars.VCR, Jars.VCR_OKHTTP, Jars.VCR_JUNIT);
        String directory = scratch.path().toString();
        return new Stage(
                ProcessSubject.of("VCR", classPath, Memory.class, "vcr", directory)
                        .with("-Xmx3g"),
                ProcessSubject.of("the bytes alone", classPath, Memory.class, "arrays")
                        .with("-Xmx3g"),
                List.of(),
                scratch);
    }

    private static Stage events() throws IOException {
        StreamServer server = StreamServer.start();
        return new Stage(
                events(server, "VCR", "vcr", Jars.VCR, Jars.VCR_OKHTTP),
                events(server, "the client alone", "bare"),
                List.of(
                        events(server, "recordo", "recordo", Jars.RECORDO),
                        events(server, "WireMock, recording proxy", "wiremock", Jars.WIREMOCK),
                        events(server, "MockServer, recording proxy", "mockserver", Jars.MOCKSERVER)),
                server);
    }

    private static ProcessSubject events(StreamServer server, String label, String who, Jars... more) {
        Jars[] jars = Stream.concat(Stream.of(Jars.OKHTTP), Stream.of(more)).toArray(Jars[]::new);
        return ProcessSubject.of(label, ClassPath.of(jars), StreamClient.class, who, server.url() + "/events");
    }

    private static Row sockets(String client, String name) {
        return row(
                "socket-" + client,
                "10,000 messages of 1 kB over a WebSocket while they are recorded, " + name,
                Goal.ratio(1.05),
                () -> {
                    SocketServer server = SocketServer.start();
                    return new Stage(
                            socket(server, "VCR", client, "vcr"),
                            socket(server, "the client alone", client, "bare"),
                            List.of(socket(server, "the client alone, messages kept", client, "kept")),
                            server);
                });
    }

    private static ProcessSubject socket(SocketServer server, String label, String client, String who) {
        String classPath = ClassPath.of(Jars.OKHTTP, Jars.VCR, Jars.VCR_OKHTTP, Jars.VCR_JDK);
        return ProcessSubject.of(label, classPath, SocketClient.class, client, who, server.url());
    }
}
