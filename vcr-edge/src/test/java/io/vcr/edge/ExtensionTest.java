package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.junit5.VcrExtension;
import io.vcr.testkit.server.LoopbackServer;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The edge of a test class, as JUnit runs it. */
@ResourceLock("io.vcr.OpenSessions")
class ExtensionTest {

    private static final List<String> URLS = new ArrayList<>();
    private static LoopbackServer api;
    private static Vcr vcr;

    @BeforeEach
    void start() {
        api = LoopbackServer.start();
        api.on("/a", (request, wire) -> wire.respond("200 OK", "", "a"));
        vcr = Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
        URLS.clear();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theTestsOfAClassAreRecordedAndReplayedThroughItsEdge() {
        assertThat(run(OfAClass.class).failed().count()).isZero();
        api.close();

        assertThat(run(OfAClass.class).failed().count()).isZero();
    }

    @Test
    void aTestFailsThatSwallowsARefusal() {
        assertThat(run(OfARefusal.class).failed().count()).isEqualTo(1);
    }

    @Test
    void theServerOfAClassServesItsNestedClassesAndEndsWithIt() {
        run(OfAClass.class);

        assertThat(URLS).hasSize(3);
        assertThat(URLS.stream().map(url -> URI.create(url).getPort()).distinct())
                .hasSize(1);
        assertThatThrownBy(() -> get(URLS.get(0))).isInstanceOf(ConnectException.class);
    }

    @Test
    void anEdgeInAnInstanceFieldEndsWithItsTest() {
        assertThat(run(OfATest.class).failed().count()).isZero();

        assertThatThrownBy(() -> get(URLS.get(0))).isInstanceOf(ConnectException.class);
    }

    private static Events run(Class<?> type) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .execute()
                .testEvents();
    }

    private static String get(String url) throws Exception {
        URLS.add(url);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url + "/a")).build(), BodyHandlers.ofString())
                .body();
    }

    static class OfAClass {

        @RegisterExtension
        static final VcrExtension RECORDER = VcrExtension.using(vcr);

        @RegisterExtension
        static final VcrEdge EDGE = VcrEdge.mount("api", api.url(""));

        @Test
        void anyClient() throws Exception {
            assertThat(get(EDGE.url("api"))).isEqualTo("a");
        }

        @Test
        void theClientOfOneTest(Session session) throws Exception {
            assertThat(get(EDGE.urlFor(session, "api"))).isEqualTo("a");
        }

        @Nested
        class Inner {

            @Test
            void anyClient() throws Exception {
                assertThat(get(EDGE.url("api"))).isEqualTo("a");
            }
        }
    }

    static class OfARefusal {

        @RegisterExtension
        static final VcrExtension RECORDER =
                VcrExtension.using(vcr.toBuilder().mode(RecordMode.NONE).build());

        @RegisterExtension
        static final VcrEdge EDGE = VcrEdge.mount("api", "https://api.example.com");

        @Test
        void anyClient() throws Exception {
            assertThat(get(EDGE.url("api"))).contains("Nothing is recorded");
        }
    }

    static class OfATest {

        @RegisterExtension
        final VcrEdge edge = VcrEdge.mount("api", api.url(""));

        @Test
        void anyClient() throws Exception {
            assertThat(get(edge.url("api"))).isEqualTo("a");
        }
    }
}
