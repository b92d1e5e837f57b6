package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Vcr;
import io.vcr.spi.Matcher;
import io.vcr.testkit.server.LoopbackServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock("io.vcr.OpenSessions")
class StandaloneTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String JSON = "application/json";

    @Nested
    class Running {

        private final LoopbackServer api = LoopbackServer.start();
        private final AtomicBoolean matcherFails = new AtomicBoolean();
        private final RunningTests tests = new RunningTests(Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .match(new Fragile(matcherFails))
                .build());
        private EdgeServer edge;
        private String url;

        @BeforeEach
        void start() {
            api.on("/a", (request, wire) -> wire.respond("200 OK", "", "a"));
            Mounts mounts = new Mounts(List.of(Mount.of("api", api.url(""))));
            Counts counts = new Counts(mounts);
            ControlApi control = new ControlApi(tests, counts);
            edge = EdgeServer.start(mounts, counts, control, EdgeOptions.defaults(true));
            control.serve(edge);
            url = "http://127.0.0.1:" + edge.port();
        }

        @AfterEach
        void stop() {
            edge.close();
            tests.close();
            api.close();
        }

        @Test
        void aTestThatHasPassedIsReplayed() throws Exception {
            assertThat(runTest("passed").body()).contains("\"verdict\":\"MISS:RECORDED\"", "\"refusals\":[]");
            assertThat(runTest("passed").body()).contains("\"verdict\":\"HIT\"", "\"live\":0");
        }

        @Test
        void aTestThatHasFailedIsNotSaved() throws Exception {
            runTest("failed");

            assertThat(runTest("passed").body()).contains("\"verdict\":\"MISS:RECORDED\"");
        }

        private HttpResponse<String> runTest(String outcome) throws Exception {
            String begun = post("/tests", "{\"name\":\"suite/test\"}").body();
            assertThat(get(field(begun, "api") + "/a").body()).isEqualTo("a");
            return post("/tests/" + field(begun, "id") + "/end", "{\"outcome\":\"" + outcome + "\"}");
        }

        @Test
        void twoTestsThatRunAtOnceHaveTheirOwnCassettes() throws Exception {
            String first = post("/tests", "{\"name\":\"one\"}").body();
            String second = post("/tests", "{\"name\":\"two\"}").body();

            get(field(first, "api") + "/a");

            assertThat(end(first).body()).contains("\"verdict\":\"MISS:RECORDED\"");
            assertThat(end(second).body()).contains("\"verdict\":\"NOOP\"");
        }

        @Test
        void aTestWithAModeOfItsOwnHasRefusals() throws Exception {
            String begun =
                    post("/tests", "{\"name\":\"one\",\"mode\":\"none\"}").body();

            assertThat(get(field(begun, "api") + "/a").statusCode()).isEqualTo(400);
            assertThat(end(begun).body())
                    .contains("\"verdict\":\"REFUSED\"", "\"refusals\":[\"Nothing is recorded for GET");
        }

        @Test
        void aTestWithARefusalIsNotSavedThoughItsProcessSaysThatItHasPassed() throws Exception {
            String begun = post("/tests", "{\"name\":\"suite/test\"}").body();
            get(field(begun, "api") + "/a");
            matcherFails.set(true);
            assertThat(get(field(begun, "api") + "/a").statusCode()).isEqualTo(400);
            end(begun);
            matcherFails.set(false);

            assertThat(runTest("passed").body()).contains("\"verdict\":\"MISS:RECORDED\"");
        }

        @Test
        void aTestRunsOnce() throws Exception {
            String begun = post("/tests", "{\"name\":\"one\"}").body();

            assertThat(post("/tests", "{\"name\":\"one\"}").statusCode()).isEqualTo(409);
            assertThat(end(begun).statusCode()).isEqualTo(200);
            assertThat(end(begun).statusCode()).isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "[]",
                    "{\"name\":\"\"}",
                    "{\"name\":\"../a\"}",
                    "{\"name\":1}",
                    "{\"name\":\"a\",\"mode\":\"sometimes\"}",
                    "{\"name\":\"a\",\"nome\":\"b\"}",
                    "{\"name\":\"a\",\"placeholders\":[]}",
                    "{\"name\":\"a\",\"ignoring\":{}}",
                    "{\"name\":\"a\""
                })
        void aTestThatCannotBeginSaysWhy(String body) throws Exception {
            HttpResponse<String> response = post("/tests", body);

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("\"message\":\"");
        }

        @Test
        void aPageInABrowserCannotBeginATest() throws Exception {
            HttpResponse<String> response = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url + "/__vcr/tests"))
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofString("{\"name\":\"a\"}"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(405);
        }

        @Test
        void theReportNamesWhatIsRunning() throws Exception {
            end(post("/tests", "{\"name\":\"one\"}").body());
            post("/tests", "{\"name\":\"two\"}");

            assertThat(get(url + "/__vcr/report").body())
                    .isEqualTo("{\"mounts\":{\"api\":{\"hits\":0,\"calls\":0,\"rejected\":{}}},"
                            + "\"verdicts\":{\"NOOP\":1},\"running\":[\"two\"]}");
        }

        private HttpResponse<String> end(String begun) throws Exception {
            return post("/tests/" + field(begun, "id") + "/end", "{\"outcome\":\"passed\"}");
        }

        private HttpResponse<String> post(String path, String body) throws Exception {
            return StandaloneTest.post(url + "/__vcr" + path, body);
        }
    }

    static HttpResponse<String> post(String url, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", JSON)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Fails when it is told to: a request that cannot be compared is refused. */
    private record Fragile(AtomicBoolean fails) implements Matcher {

        @Override
        public String name() {
            return "fragile";
        }

        @Override
        public Object project(io.vcr.http.HttpRequest request) {
            if (fails.get()) {
                throw new IllegalStateException("made to fail");
            }
            return "";
        }
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    static String field(String json, String name) {
        java.util.regex.Matcher field =
                Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(field.find()).as(json).isTrue();
        return field.group(1);
    }

    @Test
    void aStopDiscardsWhatHasNotEndedAndSaysThatNothingWasRecorded(@TempDir Path store) throws Exception {
        try (StandaloneEdge edge = StandaloneEdge.start(store, "https://api.example.com")) {
            post(edge.url() + "/__vcr/tests", "{\"name\":\"one\"}");

            assertThat(edge.stop())
                    .containsExactly(
                            "[VCR NOOP] replayed=0 recorded=0 live=0 entries=0 :: one",
                            "[VCR EDGE] api hits=0 calls=0 rejected=0 (no request: the base URL of the client must be"
                                    + " that of the edge)",
                            "[VCR EDGE] tests {NOOP=1}",
                            "[VCR EDGE] this run has recorded nothing and replayed nothing");
        }
    }

    @Test
    void aCommandLineIsRead() {
        Arguments read = Arguments.parse(
                List.of(
                        "--mount",
                        "a=https://a.example.com",
                        "--mount",
                        "b=https://b.example.com",
                        "--sign",
                        "b=bedrock/us-east-1",
                        "--mode",
                        "none",
                        "--port",
                        "0",
                        "--record",
                        "errors",
                        "--max-body",
                        "64",
                        "--ignoring",
                        "$.id"),
                Map.of("VCR_STORE", "redis://localhost"));

        assertThat(read.mounts()).extracting(Mount::name).containsExactly("a", "b");
        assertThat(read.mounts().get(1).aws()).contains(new Mount.AwsScope("bedrock", "us-east-1"));
        assertThat(read.store()).isEqualTo(URI.create("redis://localhost"));
        assertThat(read.mode()).contains(RecordMode.NONE);
        assertThat(read.recorded()).isEqualTo(Recorded.ERRORS);
        assertThat(read.maxBodyBytes()).isEqualTo(64L << 20);
        assertThat(read.ignoring()).containsExactly("$.id");
        assertThat(read.host()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--mount",
                "--mount a",
                "--mount a=b",
                "--mount a=https://a.example.com --mount a=https://b.example.com",
                "--sign a=bedrock/us-east-1",
                "--mount a=https://a.example.com --sign a=bedrock",
                "--mount a=https://a.example.com --port many",
                "--mount a=https://a.example.com --port 65536",
                "--mount a=https://a.example.com --mode sometimes",
                "--mount a=https://a.example.com --unknown b"
            })
    void aCommandLineThatIsNotValidSaysWhy(String line) {
        List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" "));

        assertThatThrownBy(() -> Arguments.parse(arguments, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProgramThatCannotStartHasAStatus() throws Exception {
        List<String> command = StandaloneEdge.command();
        String[] invalid = Stream.concat(command.stream(), Stream.of("--port")).toArray(String[]::new);

        Tool.Run run = Tool.run(Path.of("."), Map.of(), invalid);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.output()).contains("--port needs a value", "usage: java");
    }
}
