package io.vcr.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies on this machine. */
@Isolated("sets the guard, and asks which sessions of the JVM are open")
class ProxiesTest {

    @AfterEach
    void reset() {
        Guard.set(Guard.Policy.REPORT, List.of(), RecordMode.ONCE);
        Guard.takeUnseen();
        OpenSessions.takeOutside();
        OpenSessions.takeUnseenOutside();
    }

    private static Peer here(int port) {
        return Peer.of(InetAddress.getLoopbackAddress(), port);
    }

    private static Proxies of(
            Map<String, String> properties, Map<String, String> environment, @Nullable ProxySelector selector) {
        return new Proxies(properties::get, environment, () -> selector);
    }

    @ParameterizedTest
    @CsvSource({
        "http.proxyHost, localhost, http.proxyPort, 3128, 3128, HTTP",
        "https.proxyHost, 127.0.0.1, https.proxyPort, 3128, 3128, HTTP",
        "http.proxyHost, LOCALHOST, x, x, 80, HTTP",
        "http.proxyHost, 0.0.0.0, x, x, 80, HTTP",
        "http.proxyHost, 0:0:0:0:0:0:0:1, x, x, 80, HTTP",
        "http.proxyHost, 127.example.com, x, x, 80,",
        "socksProxyHost, localhost, x, x, 1080, SOCKS",
        "http.proxyHost, localhost, http.proxyPort, 3128, 3129,",
        "http.proxyHost, proxy.example.com, http.proxyPort, 3128, 3128,"
    })
    void systemPropertiesNameProxies(
            String hostKey, String host, String portKey, String port, int at, Proxy.@Nullable Type type) {
        assertThat(of(Map.of(hostKey, host, portKey, port), Map.of(), null).at(here(at)))
                .isEqualTo(Optional.ofNullable(type));
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://localhost:3128, 3128, HTTP",
        "https_proxy, http://user:word@127.0.0.1:3128/, 3128, HTTP",
        "http_proxy, localhost:3128, 3128, HTTP",
        "ALL_PROXY, socks5://localhost, 1080, SOCKS",
        "HTTPS_PROXY, https://localhost, 443, HTTP",
        "HTTPS_PROXY, not a url, 80,",
        "PROXY, http://localhost:3128, 3128,"
    })
    void variablesNameProxies(String name, String url, int at, Proxy.@Nullable Type type) {
        assertThat(of(Map.of(), Map.of(name, url), null).at(here(at))).isEqualTo(Optional.ofNullable(type));
    }

    @Test
    void aSelectorNamesProxies() {
        ProxySelector selector = ProxySelector.of(InetSocketAddress.createUnresolved("localhost", 3128));

        assertThat(of(Map.of(), Map.of(), selector).at(here(3128))).contains(Proxy.Type.HTTP);
        assertThat(of(Map.of(), Map.of(), selector).at(here(80))).isEmpty();
    }

    @Test
    void aSelectorThatFailsNamesNone() {
        ProxySelector failing = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {}
        };

        assertThat(of(Map.of(), Map.of(), failing).at(here(3128))).isEmpty();
    }

    private static final Proxies ONE =
            of(Map.of("http.proxyHost", "localhost", "http.proxyPort", "3128"), Map.of(), null);

    private static String open(int port) throws IOException {
        InetAddress unnamed = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return Guard.decide(Peer.of(unnamed, port), () -> new Opener("com.acme.Client", Opener.Kind.PROGRAM), ONE);
    }

    @Test
    void whatIsBehindAProxyIsUnseenAndALiveCall() throws IOException {
        assertThat(open(3128)).isEmpty();
        assertThat(open(8080)).isEmpty();

        assertThat(Guard.takeUnseen())
                .isEqualTo(Map.of(
                        "through the proxy on localhost:3128, host unknown, by com.acme.Client (if it speaks HTTP, record it with vcr-edge in front of the API)",
                        1));
        assertThat(OpenSessions.takeOutside()).isEqualTo(Map.of("proxy on localhost:3128", 1));
    }

    @Test
    void oneOnAnyPortMayBeAllowed() throws IOException {
        Guard.set(Guard.Policy.REPORT, List.of("localhost:*"), RecordMode.ONCE);

        assertThat(open(3128)).isEmpty();

        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @Test
    void itIsRefusedInModeNoneUnlessItIsAllowedWithItsPort() throws IOException {
        Guard.set(Guard.Policy.REFUSE, List.of("localhost"), RecordMode.ONCE);
        Session session = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .mode(RecordMode.NONE)
                .build()
                .open("guarded");

        assertThat(open(3128)).isEqualTo("""
                A connection through the proxy on localhost:3128, host unknown, was refused: no session has decided on a request to it
                  opened by  com.acme.Client
                  fix        if it speaks HTTP, record it with vcr-edge in front of the API
                             or let it pass: vcr.guard.allow = localhost:3128""");
        Guard.set(Guard.Policy.REFUSE, List.of("localhost:3128"), RecordMode.ONCE);
        assertThat(open(3128)).isEmpty();
        assertThat(session.finish(Outcome.PASSED).refusals()).hasSize(1);
    }
}
