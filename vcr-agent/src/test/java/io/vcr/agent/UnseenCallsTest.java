package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.junit5.UseCassette;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Connections of clients that are not attached, as calls that cost something. Their addresses are those that RFC 5737 keeps for
 * documentation: no packet arrives.
 */
class UnseenCallsTest {

    private static final int MILLIS = 100;

    @TempDir
    Path directory;

    private static void connect(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(host, new byte[] {(byte) 203, 0, 113, 1}), port),
                    MILLIS);
        } catch (IOException e) {
            System.out.println("FAILURE " + host + " " + e);
        }
    }

    /** What the other JVM runs. */
    @EnabledIfSystemProperty(named = "test.unseen", matches = "true")
    @UseCassette
    static class Calls {

        private static void okHttp(Proxy proxy) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .connectTimeout(Duration.ofMillis(MILLIS))
                    .proxy(proxy)
                    .build();
            try {
                client.newCall(new Request.Builder().url("http://192.0.2.1/").build())
                        .execute()
                        .close();
            } catch (IOException e) {
                System.out.println("FAILURE " + e);
            }
        }

        @Test
        void withoutItsAdapter() {
            okHttp(Proxy.NO_PROXY);
        }

        @Test
        void withoutItsAdapterThroughAProxy() {
            okHttp(new Proxy(
                    Proxy.Type.HTTP, new InetSocketAddress("localhost", Integer.getInteger("http.proxyPort"))));
        }

        @Test
        void notAttached() throws IOException {
            try (CloseableHttpClient client = HttpClients.createMinimal()) {
                client.execute(new HttpGet("http://192.0.2.1:81/"), response -> response);
            } catch (IOException e) {
                System.out.println("FAILURE " + e);
            }
        }

        @Test
        void toADatabase() {
            connect("db.example.com", 5432);
        }
    }

    private String run(String... settings) throws Exception {
        return ForkedJvm.withAgent()
                .without("vcr-transport-okhttp")
                .with("-Dtest.unseen=true", "-Dvcr.store=file:" + directory, "-Dvcr.report=none")
                .with("-Dhttp.proxyHost=localhost", "-Dhttp.proxyPort=1")
                .with("-Dhttp.nonProxyHosts=*") // for the JDK's clients
                .with(settings)
                .run(Launched.class, Calls.class.getName())
                .text();
    }

    @Test
    void aCallThatNoAdapterSeesCountsForTheLimitAndFailsTheCheck() throws Exception {
        String text = run("-Dvcr.mode=new_episodes", "-Dvcr.max-live-calls=0");

        assertThat(text)
                .contains("TEST withoutItsAdapter() FAILED")
                .contains("  unseen 192.0.2.1:80 by okhttp3.")
                .contains("(record it: add vcr-transport-okhttp to the class path)")
                .contains("         or let the host of an unseen connection pass: vcr.guard.allow")
                .contains("TEST notAttached() FAILED")
                .contains("vcr-transport-apache is on the class path, but this client is not attached")
                .contains("TEST withoutItsAdapterThroughAProxy() FAILED")
                .contains("through the proxy on localhost:1, host unknown, by okhttp3.")
                .contains("TEST toADatabase() SUCCESSFUL")
                .contains("  unseen           db.example.com:5432 by org.junit")
                .contains("VCR COST LEAK CHECK: FAIL, 3 tests will go live again in the next run");
    }

    @Test
    void anAllowedHostIsNoCall() throws Exception {
        String text =
                run("-Dvcr.mode=new_episodes", "-Dvcr.max-live-calls=0", "-Dvcr.guard.allow=192.0.2.1, localhost:1");

        assertThat(text)
                .doesNotContain("FAILED")
                .contains("VCR COST LEAK CHECK: PASS, but nothing is known of 1 unseen connection");
    }

    @Test
    void aProxyOnThisMachineIsRefusedInModeNone() throws Exception {
        String text = run("-Dvcr.mode=none", "-Dvcr.guard=refuse");

        assertThat(text)
                .contains("A connection through the proxy on localhost:1, host unknown, was refused")
                .contains("let it pass: vcr.guard.allow = localhost:1");
    }

    @EnabledIfSystemProperty(named = "test.unseen", matches = "true")
    @UseCassette
    static class Application {

        private static void get(String url) {
            try {
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofMillis(MILLIS))
                        .build()
                        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding());
            } catch (IOException | InterruptedException e) {
                System.out.println("FAILURE " + e);
            }
        }

        @Test
        void isCalledAndCallsAnApi() {
            get("http://localhost:1/");
            get("http://localhost:1/");
            get("http://203.0.113.1/");
        }
    }

    @Test
    void callsOfTheApplicationOnThisMachineHideNoLiveCall() throws Exception {
        String text = ForkedJvm.withAgent()
                .with("-Dtest.unseen=true", "-Dvcr.store=file:" + directory, "-Dvcr.report=none")
                .with("-Dvcr.mode=new_episodes", "-Dvcr.max-live-calls=0")
                .run(Launched.class, Application.class.getName())
                .text();

        assertThat(text)
                .contains("passed_through=2(localhost x2)")
                .contains("1 live call is more than vcr.max-live-calls=0")
                .contains("VCR COST LEAK CHECK: FAIL");
    }

    /** Connects as Spring does when it starts an application for a test. */
    static final class Framework implements BeforeAllCallback {

        @Override
        public void beforeAll(ExtensionContext context) {
            connect("framework.example.com", 443);
        }
    }

    @EnabledIfSystemProperty(named = "test.unseen", matches = "true")
    @UseCassette
    @ExtendWith(Framework.class)
    static class Early {

        static final Object STATIC = connected();

        private static Object connected() {
            connect("static.example.com", 443);
            return "";
        }

        @BeforeAll
        static void connects() {
            connect("before-all.example.com", 443);
        }

        @Test
        void passes() {}
    }

    /** Runs a test, and connects before the end of the launcher session, after it, and when the JVM ends. */
    static final class Late {

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> connect("hook.example.com", 443)));
            try (LauncherSession session = LauncherFactory.openSession()) {
                session.getLauncher()
                        .execute(LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Early.class))
                                .build());
                connect("late.example.com", 443);
            }
            connect("after.example.com", 443);
        }
    }

    private String early(Class<?> main, String... settings) throws Exception {
        return ForkedJvm.withAgent()
                .with("-Dtest.unseen=true", "-Dvcr.store=file:" + directory)
                .with("-Dvcr.report=" + directory.resolve("report"))
                .with(settings)
                .run(main, Early.class.getName())
                .text();
    }

    @Test
    void whatConnectsOutsideOfTestsIsInTheSummary() throws Exception {
        String text = early(Launched.class, "-Dvcr.mode=new_episodes", "-Dvcr.max-live-calls=0");

        assertThat(text)
                .contains("  no cassette      unknown test (1 call to framework.example.com)")
                .contains("  unseen           framework.example.com:443 by ")
                .contains("  unseen           static.example.com:443 by ")
                .contains("  unseen           before-all.example.com:443 by ")
                .contains("VCR COST LEAK CHECK: FAIL")
                .contains("TEST JUnit Jupiter FAILED");
    }

    @Test
    void whatConnectsOutsideOfTestsIsRefusedInARunInModeNone() throws Exception {
        String text = early(Launched.class, "-Dvcr.mode=none", "-Dvcr.guard=refuse");

        assertThat(text)
                .contains("A connection to framework.example.com:443 was refused")
                .contains("A connection to static.example.com:443 was refused")
                .contains("A connection to before-all.example.com:443 was refused")
                .contains("TEST JUnit Jupiter FAILED");
    }

    @Test
    void whatConnectsAfterTheTestsIsInTheSummaryOrPrinted() throws Exception {
        String text = early(Late.class, "-Dvcr.mode=new_episodes");

        assertThat(text)
                .contains("  unseen           late.example.com:443 by ")
                .contains("[VCR WARNING] unseen after the last test: after.example.com:443 by ")
                .contains("[VCR WARNING] unseen after the last test: hook.example.com:443 by ");
    }

    @Test
    void whatConnectsAfterTheTestsIsRefusedInARunInModeNone() throws Exception {
        String text = early(Late.class, "-Dvcr.mode=none", "-Dvcr.guard=refuse");

        assertThat(text)
                .contains(
                        "FAILURE late.example.com java.net.ConnectException: A connection to late.example.com:443 was refused")
                .contains("FAILURE after.example.com java.net.ConnectException")
                .contains("FAILURE hook.example.com java.net.ConnectException");
    }
}
