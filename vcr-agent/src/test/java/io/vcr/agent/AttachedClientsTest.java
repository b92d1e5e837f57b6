package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vcr.testkit.server.LoopbackServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are built as their users build them, in a JVM with the agent. */
class AttachedClientsTest {

    @TempDir
    Path directory;

    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private LoopbackServer server;
    private HttpsServer secureServer;

    @BeforeEach
    void start() throws Exception {
        server = LoopbackServer.start();
        Clients.all()
                .keySet()
                .forEach(client -> server.on("/" + client, (request, wire) -> {
                    calls.add(client);
                    if (client.contains("socket")) {
                        wire.upgrade(request, "").text("live");
                        wire.awaitHangUp();
                        return;
                    }
                    wire.respond("200 OK", "Content-Type: text/plain", "live");
                }));
        secureServer = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        secureServer.setHttpsConfigurator(new HttpsConfigurator(tls()));
        secureServer.createContext("/", exchange -> {
            calls.add(exchange.getRequestURI().getPath().substring(1));
            byte[] body = "live".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        secureServer.start();
    }

    private Path keys() {
        return directory.resolve("keys");
    }

    private SSLContext tls() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys().toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys())) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), null, null);
        return tls;
    }

    @AfterEach
    void stop() {
        server.close();
        secureServer.stop(0);
    }

    @TestFactory
    Stream<DynamicTest> everyClientIsRecordedWithOneCallReplayedWithNoneAndRefusedInNone() throws Exception {
        return ForkedJvm.homes().stream().flatMap(home -> {
            Path cassettes = directory.resolve(home.getFileName());
            Map<String, String> recorded = run(home, cassettes, "once");
            List<String> recordingCalls = taken();
            Map<String, String> replayed = run(home, cassettes, "none");
            Map<String, String> refused = run(home, directory.resolve("empty"), "none");
            List<String> otherCalls = taken();
            return Clients.all().keySet().stream()
                    .map(client -> dynamicTest(home.getFileName() + " " + client, () -> {
                        assertThat(recorded.get(client)).startsWith("MISS:RECORDED 1 live");
                        assertThat(recordingCalls).containsOnlyOnce(client);
                        assertThat(replayed.get(client)).startsWith("HIT 1 live");
                        assertThat(refused.get(client)).startsWith("REFUSED 1 ");
                        assertThat(otherCalls).doesNotContain(client);
                    }));
        });
    }

    /** Such as the application under test, or a mock server. */
    @Test
    void requestsToThisMachinePassThroughByDefaultUnlessTheTestHasAttachedTheClient() {
        Map<String, String> results = results(
                ForkedJvm.withAgent().with("-Dtest.localhost.default=true"), directory.resolve("local"), "once");

        assertThat(results)
                .hasSameSizeAs(Clients.all())
                .allSatisfy((client, result) -> assertThat(result)
                        .as(client)
                        .startsWith(client.endsWith("-by-hand") ? "MISS:RECORDED 1 live" : "NOOP 0 live"));
    }

    @Test
    void adaptersInNamedModulesAttach() {
        ForkedJvm jvm = ForkedJvm.withAgent()
                .withModules(
                        "io.vcr.jdk,io.vcr.file", "vcr-core", "vcr-transport-jdk", "vcr-store-file", "jackson-core");

        Map<String, String> results = results(jvm, directory.resolve("modules"), "once");

        assertThat(results)
                .containsEntry("jdk", "MISS:RECORDED 1 live")
                .containsEntry("okhttp", "MISS:RECORDED 1 live");
    }

    /** The clients that the test attaches work as ever. */
    @Test
    void withoutTheAgentNothingIsAttached() {
        Map<String, String> results = results(ForkedJvm.withoutAgent(), directory.resolve("plain"), "once");

        assertThat(results)
                .hasSameSizeAs(Clients.all())
                .allSatisfy((client, result) -> assertThat(result)
                        .as(client)
                        .startsWith(client.endsWith("-by-hand") ? "MISS:RECORDED 1 live" : "NOOP 0 live"));
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    private Map<String, String> run(Path home, Path cassettes, String mode) {
        return results(ForkedJvm.withAgent().on(home), cassettes, mode);
    }

    private Map<String, String> results(ForkedJvm jvm, Path cassettes, String mode) {
        try {
            ForkedJvm.Output output = jvm.with(
                            "-Djavax.net.ssl.trustStore=" + keys(),
                            "-Djavax.net.ssl.trustStorePassword=changeit",
                            "-Dtest.https=https://localhost:"
                                    + secureServer.getAddress().getPort())
                    .run(Clients.class, cassettes, mode, server.url(""));
            return output.lines("RESULT ").stream()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
