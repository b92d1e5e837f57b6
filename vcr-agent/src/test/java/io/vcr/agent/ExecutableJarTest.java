package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An executable jar of Spring Boot, whose libraries are in a class loader of their own, with the agent on the command line. */
class ExecutableJarTest {

    private static final String HINT = "[VCR AGENT] no adapter is on the class path of this executable jar";
    private static final String[] CLIENTS = {"okhttp/4", "okio", "kotlin-stdlib", "annotations"};
    private static final String[] MODULES = {
        "okhttp/4",
        "okio",
        "kotlin-stdlib",
        "annotations",
        "vcr-core",
        "vcr-transport-okhttp",
        "vcr-transport-jdk",
        "jackson-core"
    };

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start()
            .on("/", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "live"));

    @AfterEach
    void stop() {
        server.close();
    }

    /** Has sessions of its own, and clients from before the first one. */
    static final class WithModules {

        private WithModules() {}

        public static void main(String[] args) throws Exception {
            new OkHttpClient(); // its class is loaded before the first session
            Persister store = Persisters.inMemory();
            for (RecordMode mode : new RecordMode[] {RecordMode.NEW_EPISODES, RecordMode.NONE}) {
                Session session = Vcr.builder(store)
                        .environment(Map.of())
                        .mode(mode)
                        .ignoreLocalhost(false)
                        .build()
                        .open("executable");
                String bodies = okHttp(args[0]) + jdk(args[0] + "?jdk") + url(args[0] + "?url");
                // its threads have no context class loader of the application
                bodies += CompletableFuture.supplyAsync(() -> jdk(args[0] + "?pool"))
                        .get();
                System.out.println("RESULT " + session.finish(Outcome.PASSED).verdict() + " " + bodies);
            }
            System.exit(0);
        }

        private static String okHttp(String url) throws Exception {
            Request request = new Request.Builder().url(url).build();
            try (Response response = new OkHttpClient().newCall(request).execute()) {
                return response.body().string();
            }
        }

        private static String jdk(String url) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            return HttpClient.newHttpClient()
                    .sendAsync(request, BodyHandlers.ofString())
                    .join()
                    .body();
        }

        private static String url(String url) throws Exception {
            try (InputStream body = URI.create(url).toURL().openStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** Knows nothing of the recorder. */
    static final class Plain {

        private Plain() {}

        public static void main(String[] args) throws Exception {
            Request request = new Request.Builder().url(args[0]).build();
            try (Response response = new OkHttpClient().newCall(request).execute()) {
                System.out.println("RESULT " + response.body().string());
            }
            System.exit(0);
        }
    }

    /** Has the agent among its libraries. */
    static final class Attaching {

        private Attaching() {}

        public static void main(String[] args) {
            VcrAgent.attach();
        }
    }

    private ForkedJvm.Output run(ForkedJvm jvm, String loader, Class<?> program, String... libraries) throws Exception {
        Path jar = BootJar.of(Path.of(System.getProperty("vcr.test.boot-loaders"), loader), program, libraries)
                .write(directory.resolve("application.jar"));
        return jvm.run(jar, server.url("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.jar", "4.jar"})
    void theModulesInsideAttachClientsFromTheFirstSessionOn(String loader) throws Exception {
        ForkedJvm.Output output = run(ForkedJvm.withAgent(), loader, WithModules.class, MODULES);

        assertThat(output.lines("RESULT "))
                .as(output.text())
                .containsExactly("MISS:RECORDED livelivelivelive", "HIT livelivelivelive");
        assertThat(server.requests()).hasSize(4);
        assertThat(output.text()).contains(HINT).doesNotContain("[VCR WARNING]");
    }

    @Test
    void withoutModulesInsideTheApplicationRunsAsWithoutTheAgentAndALineSaysSo() throws Exception {
        ForkedJvm.Output output = run(ForkedJvm.withAgent(), "3.jar", Plain.class, CLIENTS);

        assertThat(output.lines("RESULT ")).as(output.text()).containsExactly("live");
        assertThat(output.text()).contains(HINT).doesNotContain("[VCR WARNING]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.jar", "4.jar"})
    void anAgentInsideCannotBeAttachedAndTheErrorNamesTheOption(String loader) throws Exception {
        ForkedJvm.Output output = run(ForkedJvm.withoutAgent(), loader, Attaching.class, "vcr-agent/target/classes");

        assertThat(output.text())
                .contains("IllegalStateException: The agent cannot be attached to this JVM")
                .contains("  why  it is no file but jar:nested:")
                .contains("  fix  start the JVM with -javaagent:/path/to/vcr-agent.jar");
    }

    @Test
    void otherProgramsWithoutAdaptersStartWithoutAWord() throws Exception {
        ForkedJvm.Output output = ForkedJvm.withAgent()
                .without("vcr-")
                .and(Path.of("target/test-classes"))
                .with("-Dtest.url=" + server.url("/"))
                .run(Plain.class, server.url("/"));

        assertThat(output.text().strip()).isEqualTo("RESULT live");
    }
}
