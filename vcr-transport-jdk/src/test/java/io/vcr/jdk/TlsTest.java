package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.PushPromise;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, where HttpClient speaks HTTP/2 and connections are HttpsURLConnections. */
class TlsTest {

    private static SSLContext tls;

    private final JdkFixture fixture =
            new JdkFixture(HttpClient.newBuilder().sslContext(tls).build());
    private final MockWebServer server = new MockWebServer();

    @BeforeAll
    static void makeACertificate(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("keys");
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
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    @BeforeEach
    void start() throws Exception {
        server.useHttps(tls.getSocketFactory());
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
        server.close();
    }

    @Test
    void aReplayedResponseShowsWhatTheLiveOneShows() throws Exception {
        server.enqueue(new MockResponse(200, Headers.of("X-A", "1"), "hello"));
        HttpRequest request = request("/one");
        List<String> seen = new ArrayList<>();

        fixture.bothWays(client -> {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            seen.add(response.version() + " " + response.statusCode() + " " + response.headers() + " "
                    + response.body());
        });

        assertThat(server.takeRequest().getRequestLine()).isEqualTo("GET /one HTTP/2");
        assertThat(seen.get(0)).startsWith("HTTP_2 200 ");
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
    }

    @Test
    void pushedResponsesPassThrough() throws Exception {
        Headers promised = Headers.of(":scheme", "https", ":authority", "localhost:" + server.getPort());
        server.enqueue(new MockResponse.Builder()
                .body("page")
                .addPush(new PushPromise("GET", "/style", promised, new MockResponse(200, Headers.of(), "style")))
                .build());
        HttpRequest request = request("/page");

        Report report = fixture.record(client -> {
            CompletableFuture<HttpResponse<String>> pushed = new CompletableFuture<>();
            HttpResponse<String> response = client.sendAsync(
                            request,
                            BodyHandlers.ofString(),
                            (initial, push, acceptor) ->
                                    acceptor.apply(BodyHandlers.ofString()).thenAccept(pushed::complete))
                    .get(20, TimeUnit.SECONDS);
            assertThat(response.body()).isEqualTo("page");
            assertThat(pushed.get(20, TimeUnit.SECONDS).body()).isEqualTo("style");
        });

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(fixture.stored()).hasSize(1);
    }

    @Test
    void aConnectionOverHttpsIsReplayed() throws Exception {
        server.enqueue(new MockResponse(200, Headers.of(), "hello"));
        URL url = new URL("https://localhost:" + server.getPort() + "/");

        fixture.run(fixture.vcr, session -> {
            HttpsURLConnection connection =
                    (HttpsURLConnection) VcrUrlConnections.of(session).open(url);
            connection.setSSLSocketFactory(tls.getSocketFactory());
            connection.setHostnameVerifier((host, peer) -> host.equals("localhost"));
            assertThat(connection.getResponseCode()).isEqualTo(200);
            assertThat(connection.getCipherSuite()).startsWith("TLS_");
            assertThat(connection.getServerCertificates()).hasSize(1);
            assertThat(connection.getSSLSession()).isPresent();
            assertThat(connection.getInputStream()).hasContent("hello");
        });
        Report report = fixture.replayIn(
                session -> assertThat(VcrUrlConnections.of(session).open(url).getInputStream())
                        .hasContent("hello"));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.getPort() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
    }
}
