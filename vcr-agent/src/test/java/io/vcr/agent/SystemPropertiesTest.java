package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent leaves nothing among the system properties, and needs nothing there. */
class SystemPropertiesTest {

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Lists and stores the properties, puts a copy in their place, and goes on as a program with clients. */
    static final class Copying {

        private Copying() {}

        public static void main(String[] args) throws Exception {
            if (Boolean.getBoolean("test.attach")) {
                VcrAgent.attach();
            }
            System.getProperties().list(new PrintStream(OutputStream.nullOutputStream()));
            System.getProperties().store(OutputStream.nullOutputStream(), "");
            System.getProperties().forEach((key, value) -> System.out.println("TEXT " + (String) key + (String) value));
            Properties copy = new Properties();
            for (String name : System.getProperties().stringPropertyNames()) {
                copy.setProperty(name, System.getProperty(name));
            }
            System.setProperties(copy);
            Clients.main(args);
        }
    }

    static Stream<Arguments> ways() throws Exception {
        return ForkedJvm.homes().stream()
                .flatMap(home -> Stream.of(true, false).map(later -> Arguments.of(home, later)));
    }

    @ParameterizedTest(name = "{0}, attached later: {1}")
    @MethodSource("ways")
    void theyAreTextsThatAProgramMayListStoreAndReplace(Path home, boolean later) throws Exception {
        List<String> clients = List.of("okhttp", "jdk", "url");
        clients.forEach(client -> server.on("/" + client, (request, wire) -> wire.respond("200 OK", "", "live")));
        ForkedJvm jvm = later
                ? ForkedJvm.withoutAgent().without("vcr-agent/target/classes").and(ForkedJvm.agent())
                : ForkedJvm.withAgent();

        ForkedJvm.Output output = jvm.on(home)
                .with("-Dtest.attach=" + later, "-Dtest.clients=" + String.join(",", clients))
                .run(Copying.class, directory, "once", server.url(""));

        assertThat(output.lines("RESULT "))
                .as(output.text())
                .containsExactly("okhttp MISS:RECORDED 1 live", "jdk MISS:RECORDED 1 live", "url MISS:RECORDED 1 live");
        assertThat(output.lines("[VCR WARNING]")).isEmpty();
    }

    @Test
    void noAgentIsFoundWhereNoneHasStarted() {
        assertThat(Bridge.isShared()).isFalse();
    }
}
