package io.vcr.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.OpenSessions;
import io.vcr.Refusal;
import io.vcr.Report;
import io.vcr.Verdict;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What HttpURLConnection does that others do not. */
class VcrUrlConnectionsTest {

    /** Makes calls with connections. */
    private interface Use {
        void with(VcrUrlConnections connections) throws Exception;
    }

    private final JdkFixture fixture = new JdkFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aConnectionShowsTheSameWithoutTheRecorderLiveAndInAReplay() throws Exception {
        List<String> seen = new ArrayList<>();
        seen.add(shown((HttpURLConnection) url("/one").openConnection()));
        bothWays(connections -> seen.add(shown(connections.open(url("/one")))));

        assertThat(seen.get(0)).contains("null=[HTTP/1.1 200 OK]", "X-A=1,2", "x-a=2");
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
        assertThat(seen.get(2)).isEqualTo(seen.get(0));
    }

    private static String shown(HttpURLConnection connection) throws IOException {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; connection.getHeaderField(i) != null; i++) {
            shown.append(connection.getHeaderFieldKey(i))
                    .append(": ")
                    .append(connection.getHeaderField(i))
                    .append('\n');
        }
        Map<String, List<String>> map = new HashMap<>(connection.getHeaderFields());
        shown.append("X-A=" + map.remove("X-A").stream().sorted().collect(Collectors.joining(",")));
        return shown.append(map)
                .append(" x-a=" + connection.getHeaderField("x-a"))
                .append(" none=" + connection.getHeaderField("none"))
                .append(" line=" + connection.getHeaderField(null))
                .append(" " + connection.getResponseCode() + " " + connection.getResponseMessage())
                .append(" " + connection.getContentType() + " " + connection.getContentLengthLong())
                .append(" " + connection.getURL() + " " + connection.getErrorStream() + " ")
                .append(text(connection.getInputStream()))
                .toString();
    }

    @Test
    void anErrorHasAnErrorStream() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().filters(List.of()).build();
        fixture.server
                .on("/gone", (request, wire) -> wire.respond("404 Not Found", "", "gone"))
                .on("/bad", (request, wire) -> wire.respond("500 Bad", "", "bad"));

        bothWays(connections -> {
            HttpURLConnection gone = connections.open(url("/gone"));
            assertThatThrownBy(gone::getInputStream)
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage(url("/gone").toString());
            assertThat(text(gone.getErrorStream())).isEqualTo("gone");
            HttpURLConnection bad = connections.open(url("/bad"));
            assertThat(bad.getErrorStream()).isNull();
            assertThat(bad.getResponseCode()).isEqualTo(500);
            assertThatThrownBy(bad::getInputStream)
                    .hasMessage("Server returned HTTP response code: 500 for URL: " + url("/bad"));
            assertThat(text(bad.getErrorStream())).isEqualTo("bad");
        });

        assertThat(fixture.stored()).hasSize(2);
    }

    @Test
    void anErrorThatAHeaderWasAskedForFirstHasAnErrorStream() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().filters(List.of()).build();
        fixture.server.on(
                "/invalid", (request, wire) -> wire.respond("422 Invalid", "Content-Type: text/plain", "invalid"));

        bothWays(connections -> {
            HttpURLConnection invalid = connections.open(url("/invalid"));
            assertThat(invalid.getContentType()).isEqualTo("text/plain");
            assertThat(text(invalid.getErrorStream())).isEqualTo("invalid");
        });

        assertThat(fixture.stored()).hasSize(1);
    }

    @Test
    void theUrlAfterRedirectsIsShownWhenAHeaderWasAskedFor() throws Exception {
        fixture.server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));

        bothWays(connections -> {
            HttpURLConnection connection = connections.open(url("/from"));
            assertThat(connection.getHeaderFields()).isNotEmpty();
            assertThat(connection.getURL()).isEqualTo(url("/one"));
            assertThat(text(connection.getInputStream())).isEqualTo("one");
        });
    }

    @Test
    void aBodyIsSentAsWithoutTheRecorder() throws Exception {
        HttpURLConnection plain = (HttpURLConnection) url("/echo").openConnection();
        assertThat(posted(plain)).isEqualTo("a=1");

        Report report = bothWays(connections ->
                assertThat(posted(connections.open(url("/echo")))).isEqualTo("a=1"));

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(fixture.server.requests().get(1))
                .isEqualTo(fixture.server.requests().get(0));
        assertThat(fixture.stored().get(0).request().method()).isEqualTo("POST");
        assertThat(fixture.stored().get(0).request().headers().first("Content-Type"))
                .contains("application/x-www-form-urlencoded");
    }

    private static String posted(HttpURLConnection connection) throws IOException {
        connection.setDoOutput(true);
        connection.setUseCaches(false);
        connection.addRequestProperty("X-B", "1");
        connection.addRequestProperty("X-B", "2");
        connection.getOutputStream().write("a=1".getBytes(StandardCharsets.UTF_8));
        return text(connection.getInputStream());
    }

    /** As the workaround of Jersey's client does for PATCH. */
    @Test
    void aMethodThatIsSetInTheFieldIsSent() throws Exception {
        Field method = HttpURLConnection.class.getDeclaredField("method");
        method.setAccessible(true);

        bothWays(connections -> {
            HttpURLConnection connection = connections.open(url("/echo"));
            method.set(connection, "PATCH");
            assertThat(posted(connection)).isEqualTo("a=1");
        });

        assertThat(fixture.server.requests().get(0).method()).isEqualTo("PATCH");
        assertThat(fixture.stored().get(0).request().method()).isEqualTo("PATCH");
    }

    @Test
    void aBodyNeedsDoOutput() throws Exception {
        HttpURLConnection connection = VcrUrlConnections.ambient().open(url("/echo"));

        assertThatThrownBy(connection::getOutputStream)
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("setDoOutput(true)");
    }

    @Test
    void redirectsThatTheConnectionFollowsArePartOfOneRequest() throws Exception {
        fixture.server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));

        Report report = fixture.run(fixture.vcr, session -> {
            HttpURLConnection connection = VcrUrlConnections.of(session).open(url("/from"));
            assertThat(text(connection.getInputStream())).isEqualTo("one");
            assertThat(connection.getURL()).isEqualTo(url("/one"));
        });

        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    @Test
    void redirectsAreShownIfTheConnectionDoesNotFollowThem() throws Exception {
        fixture.server.on("/from", (request, wire) -> wire.respond("302 Found", "Location: /one", ""));
        HttpURLConnection connection = VcrUrlConnections.ambient().open(url("/from"));
        connection.setInstanceFollowRedirects(false);

        assertThat(connection.getResponseCode()).isEqualTo(302);
    }

    @Test
    void replaysHandCookiesToTheCookieHandler() throws Exception {
        fixture.server.on("/login", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark; Path=/", ""));
        CookieManager cookies = new CookieManager();
        CookieHandler before = CookieHandler.getDefault();
        CookieHandler.setDefault(cookies);
        try {
            bothWays(connections -> {
                cookies.getCookieStore().removeAll();
                connections.open(url("/login")).getResponseCode();
                assertThat(cookies.getCookieStore().getCookies()).hasSize(1);
            });
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @Test
    void aUrlThatIsNoUriKeepsItsCookiesToo() throws Exception {
        fixture.server.on("/login", (request, wire) -> wire.respond("200 OK", "Set-Cookie: theme=dark; Path=/", "in"));
        CookieManager cookies = new CookieManager();
        CookieHandler before = CookieHandler.getDefault();
        CookieHandler.setDefault(cookies);
        try {
            text(url("/login?f=a|b").openConnection().getInputStream());
            assertThat(cookies.getCookieStore().getCookies()).hasSize(1);

            Report report = bothWays(connections -> {
                cookies.getCookieStore().removeAll();
                HttpURLConnection connection = connections.open(url("/login?f=a|b"));
                assertThat(connection.getResponseCode()).isEqualTo(200);
                assertThat(text(connection.getInputStream())).isEqualTo("in");
                assertThat(cookies.getCookieStore().getCookies()).hasSize(1);
            });

            assertThat(report.counts().replayed()).isEqualTo(1);
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @Test
    void aUrlThatIsNoUriKeepsItsEscapesInTheUriOfItsCookies() throws Exception {
        fixture.server.on("/a%20b", (request, wire) -> wire.respond("200 OK", "", ""));
        List<String> uris = new ArrayList<>();
        CookieHandler before = CookieHandler.getDefault();
        CookieHandler.setDefault(new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                return Map.of();
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
                uris.add(uri.toString());
            }
        });
        try {
            bothWays(connections ->
                    connections.open(url("/a%20b?f=a|b&g=%2520%zz")).getResponseCode());

            assertThat(uris).hasSize(2);
            assertThat(uris.get(1)).isEqualTo(uris.get(0)).endsWith("/a%20b?f=a%7Cb&g=%2520%25zz");
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @Test
    void aConnectionWhoseCookieHandlerFailsIsDecidedOnOnce() throws Exception {
        fixture.run(
                fixture.vcr,
                session -> text(VcrUrlConnections.of(session).open(url("/one")).getInputStream()));
        CookieHandler before = CookieHandler.getDefault();
        CookieHandler.setDefault(new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                return Map.of();
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
                throw new IllegalStateException("no cookies");
            }
        });
        try {
            Report report = fixture.replayIn(session -> {
                HttpURLConnection connection = VcrUrlConnections.of(session).open(url("/one"));
                assertThatThrownBy(connection::getResponseCode).hasMessage("no cookies");
            });

            assertThat(report.counts().replayed()).isEqualTo(1);
            assertThat(report.counts().refused()).isZero();
        } finally {
            CookieHandler.setDefault(before);
        }
    }

    @Test
    void aRefusedConnectionIsDecidedOnOnce() throws Exception {
        fixture.vcr = fixture.vcr.toBuilder().refusal(Refusal.EXCEPTION).build();

        Report report = fixture.replayIn(session -> {
            HttpURLConnection connection = VcrUrlConnections.of(session).open(url("/missing"));
            assertThatThrownBy(connection::getResponseCode).hasMessageContaining("Nothing is recorded for GET ");
            assertThatThrownBy(connection::getInputStream).hasMessageContaining("Nothing is recorded for GET ");
            assertThat(connection.getHeaderField(0)).isNull();
            connection.disconnect();
        });

        assertThat(report.counts().refused()).isEqualTo(1);
    }

    @Test
    void aBodyThatIsNotReadIsRecordedAtDisconnect() throws Exception {
        fixture.server.on("/chunks", (request, wire) -> {
            wire.chunked("");
            wire.rest("a", "b");
        });

        Report report = fixture.run(fixture.vcr, session -> {
            HttpURLConnection connection = VcrUrlConnections.of(session).open(url("/chunks"));
            assertThat(connection.getResponseCode()).isEqualTo(200);
            connection.disconnect();
        });

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    @Test
    void theKeyOfTheSessionIsNotSent() throws Exception {
        fixture.run(fixture.vcr, session -> {
            HttpURLConnection connection = VcrUrlConnections.ambient().open(url("/one"));
            connection.setRequestProperty(OpenSessions.KEY_HEADER, JdkFixture.CASSETTE);
            assertThat(text(connection.getInputStream())).isEqualTo("one");
        });

        assertThat(fixture.server.request().headers().contains(OpenSessions.KEY_HEADER))
                .isFalse();
        assertThat(fixture.stored()).hasSize(1);
    }

    @Test
    void aHandlerRecordsTheConnectionsOfAUrl() throws Exception {
        Report report = bothWays(connections -> {
            URL url = new URL(null, url("/one").toString(), connections.createURLStreamHandler("http"));
            assertThat(text(url.openStream())).isEqualTo("one");
            assertThat(text(url.openConnection(Proxy.NO_PROXY).getInputStream()))
                    .isEqualTo("one");
        });

        assertThat(report.counts().replayed()).isEqualTo(2);
    }

    @Test
    void aHandlerKnowsTheDefaultPort() throws Exception {
        VcrUrlConnections connections = VcrUrlConnections.ambient();

        assertThat(new URL(null, "https://h/", connections.createURLStreamHandler("https")).getDefaultPort())
                .isEqualTo(443);
        assertThat(connections.createURLStreamHandler("file")).isNull();
        assertThatThrownBy(() -> connections.open(new URL("file:///etc/hosts")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not a URL with the protocol http or https: file:/etc/hosts");
    }

    @Test
    void aConnectionOverHttpIsNotOneOverHttps() throws Exception {
        assertThat(VcrUrlConnections.ambient().open(url("/one"))).isNotInstanceOf(HttpsURLConnection.class);
        assertThat(VcrUrlConnections.ambient().open(new URL("https://h/"))).isInstanceOf(HttpsURLConnection.class);
    }

    @Test
    void aFactoryRecordsEveryUrlOfTheJvm() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        EveryUrl.class.getName(),
                        url("/one").toString())
                .redirectErrorStream(true)
                .start();

        assertThat(text(process.getInputStream()).lines())
                .containsSubsequence("one", "MISS:RECORDED", "one", "HIT", Integer.toString(0xca));
        assertThat(fixture.server.requests()).hasSize(1);
    }

    /** Makes calls in a session that records, and again in a replay. */
    private Report bothWays(Use use) throws Exception {
        fixture.run(fixture.vcr, session -> use.with(VcrUrlConnections.of(session)));
        return fixture.replayIn(session -> use.with(VcrUrlConnections.of(session)));
    }

    private URL url(String target) throws IOException {
        return new URL(fixture.server.url(target));
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
}
