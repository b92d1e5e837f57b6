package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cassettes move in both directions: vcrpy replays what we have recorded, and we what vcrpy has. Needs a Python with
 * vcrpy: {@code VCR_TEST_PYTHON}, {@code python3} or {@code /usr/bin/python3}.
 */
class VcrpyTest {

    private static final byte[] BINARY = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0, (byte) 0xff};
    private static final String STREAM = "event: a\ndata: {\"text\": \"caf\u00e9\"}\n\ndata: [DONE]\n\n";
    private static final String UNARY = "{\"yes\": 1e5, \"text\": \"it's \u2028 \ud83d\ude00\"}";
    private static final String QUESTION = "{\"question\": \"Hello!\"}";

    /** Method, path and request body of the three exchanges. */
    private static final String[][] CALLS = {
        {"POST", "/unary", QUESTION}, {"POST", "/stream", QUESTION}, {"GET", "/binary", ""}
    };

    @TempDir
    Path directory;

    private HttpServer server;
    private String python;

    @BeforeEach
    void startServer() throws IOException {
        Optional<String> found = Stream.of(System.getenv("VCR_TEST_PYTHON"), "python3", "/usr/bin/python3")
                .filter(Objects::nonNull)
                .filter(VcrpyTest::hasVcrpy)
                .findFirst();
        String missing = "VcrpyTest is skipped: there is no Python with vcrpy (Debian: python3-vcr)";
        if (found.isEmpty()) {
            System.out.println(missing);
        }
        assumeTrue(found.isPresent(), missing);
        python = found.get();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", VcrpyTest::answer);
        server.start();
    }

    private static boolean hasVcrpy(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import vcr").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false; // not there
        }
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().add("Link", "<a>; rel=next, <b>");
            exchange.getResponseHeaders().add("Link", "<c>");
            exchange.getResponseHeaders().add("Content-Type", type(path));
            byte[] body = body(path);
            exchange.sendResponseHeaders(200, path.equals("/stream") ? 0 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String type(String path) {
        return switch (path) {
            case "/unary" -> "application/json";
            case "/stream" -> "text/event-stream";
            default -> "image/png";
        };
    }

    private static byte[] body(String path) {
        return switch (path) {
            case "/unary" -> UNARY.getBytes(StandardCharsets.UTF_8);
            case "/stream" -> STREAM.getBytes(StandardCharsets.UTF_8);
            default -> BINARY;
        };
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void vcrpyReplaysWhatWeHaveRecorded() throws Exception {
        call(RecordMode.ALL);
        server.stop(0);

        List<String> seen = python("replay_with_vcrpy.py");

        assertThat(seen).hasSize(CALLS.length);
        for (int i = 0; i < CALLS.length; i++) {
            String body = Base64.getEncoder().encodeToString(body(CALLS[i][1]));
            assertThat(seen.get(i))
                    .contains("\"status\": 200", "\"body\": \"" + body + "\"")
                    .contains("[\"Link\", \"<a>; rel=next, <b>\"], [\"Link\", \"<c>\"]");
        }
    }

    @Test
    void weReplayWhatVcrpyHasRecorded() throws Exception {
        python("record_with_vcrpy.py");
        server.stop(0);

        List<TransportFixture.Seen> seen = call(RecordMode.NONE);

        for (int i = 0; i < CALLS.length; i++) {
            assertThat(seen.get(i).body().toByteArray()).isEqualTo(body(CALLS[i][1]));
            assertThat(seen.get(i).all("Link")).containsExactly("<a>; rel=next, <b>", "<c>");
        }
    }

    private List<TransportFixture.Seen> call(RecordMode mode) throws IOException {
        Session session =
                Vcr.builder(FilePersister.of(directory)).mode(mode).build().open("both");
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(VcrInterceptor.of(session))
                .build();
        List<TransportFixture.Seen> seen = new ArrayList<>();
        for (String[] call : CALLS) {
            RequestBody body = call[2].isEmpty()
                    ? null
                    : RequestBody.create(call[2].getBytes(StandardCharsets.UTF_8), MediaType.get("application/json"));
            Request request = new Request.Builder()
                    .url(url(call[1]))
                    .method(call[0], body)
                    .build();
            try (Response response = client.newCall(request).execute()) {
                seen.add(TransportFixture.Seen.of(response));
            }
        }
        assertThat(session.finish(Outcome.PASSED).refusals()).isEmpty();
        return seen;
    }

    private List<String> python(String script) throws IOException, InterruptedException {
        Path file = directory.resolve(script);
        try (InputStream source = VcrpyTest.class.getResourceAsStream(script)) {
            Files.copy(source, file);
        }
        List<String> command =
                new ArrayList<>(List.of(python, file.toString(), directory + File.separator + "both.yaml"));
        for (String[] call : CALLS) {
            command.addAll(List.of(call[0], url(call[1]), call[2]));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().filter(line -> line.startsWith("{")).toList();
    }
}
