package io.vcr.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses are those that RFC 5737 keeps for documentation. */
@Isolated("sets the guard, and asks which sessions of the JVM are open")
class GuardTest {

    private static final Opener ACME = new Opener("com.acme.Db", Opener.Kind.PROGRAM);

    @BeforeEach
    @AfterEach
    void reset() {
        Guard.set(Guard.Policy.REPORT, List.of(), RecordMode.ONCE);
        Guard.takeUnseen();
        Guard.takeRefused();
        OpenSessions.takeOutside();
        OpenSessions.takeUnseenOutside();
    }

    private static InetAddress address(String name) throws Exception {
        return InetAddress.getByAddress(name, new byte[] {(byte) 192, 0, 2, 1});
    }

    private static String open(String name, int port) throws Exception {
        return Guard.decide(address(name), port, () -> ACME);
    }

    private static Unseen unseen(String host, String opener, String adapter) throws Exception {
        return new Unseen(
                Peer.of(address(host), 443),
                Optional.empty(),
                new Opener(opener, Opener.Kind.PROGRAM),
                List.of(adapter));
    }

    private static HttpRequest request(String url) {
        return new HttpRequest("GET", Uri.of(url), Headers.EMPTY, Body.EMPTY);
    }

    private static void outside(String url) {
        OpenSessions.decide(
                new OpenSessions.Origin(Optional.empty(), null, null, true), () -> request(url), () -> Body.EMPTY);
    }

    @Test
    void aConnectionToAnotherMachineIsReportedOnceWithItsCount() throws Exception {
        assertThat(open("db.example.com", 5432)).isEmpty();
        assertThat(open("DB.example.com", 5432)).isEmpty();

        assertThat(Guard.takeUnseen()).isEqualTo(Map.of("db.example.com:5432 by com.acme.Db", 2));
        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @Test
    void everyAddressOfThisMachineIsThisMachine() throws Exception {
        List<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();

        assertThat(own)
                .isNotEmpty()
                .allSatisfy(address ->
                        assertThat(Guard.decide(address, 80, () -> ACME)).isEmpty());
        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"db.example.com", "192.0.2.1", "*.example.com", "DB.EXAMPLE.COM"})
    void anAllowedHostIsNotUnseen(String allowed) throws Exception {
        Guard.set(Guard.Policy.REPORT, List.of(allowed), RecordMode.ONCE);

        open("db.example.com", 5432);

        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @Test
    void nothingIsUnseenIfTheGuardIsOff() throws Exception {
        Guard.set(Guard.Policy.OFF, List.of(), RecordMode.ONCE);

        open("db.example.com", 5432);

        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @Test
    void theConnectionsOfAStoreOfOursAreNotUnseen() throws Exception {
        Guard.decide(address("redis.example.com"), 6379, () -> new Opener("vcr-redis", Opener.Kind.LEFT_ALONE));

        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sun.nio.ch.Net sun.nio.ch.DatagramChannelImpl java.net.DatagramSocket com.acme.Dns",
                "io.netty.channel.unix.Socket io.netty.channel.epoll.EpollDatagramChannel io.netty.channel.Channel",
                "com.acme.io.netty.channel.unix.Socket com.acme.io.netty.channel.kqueue.KQueueDatagramChannel"
            })
    void udpIsNotUnseen(String stack) throws Exception {
        Guard.decide(address("dns.example.com"), 53, () -> Opener.of(Stream.of(stack.split(" ")), "main"));

        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @Test
    void aConnectionInModeNoneIsRefusedAndTheSessionRemembersIt() throws Exception {
        Guard.set(Guard.Policy.REFUSE, List.of(), RecordMode.ONCE);
        Session session = session(RecordMode.NONE);

        String refusal = Guard.decide(
                address("api.example.com"), 443, () -> new Opener("okhttp3.internal.X", Opener.Kind.PROGRAM));
        Report report = session.finish(Outcome.PASSED);

        assertThat(refusal).isEqualTo("""
                A connection to api.example.com:443 was refused: no session has decided on a request to it
                  opened by  okhttp3.internal.X
                  fix        record it: add vcr-transport-okhttp to the class path
                             or let it pass: vcr.guard.allow = api.example.com""");
        assertThat(report.refusals()).containsExactly(refusal);
        assertThat(Guard.takeUnseen()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = RecordMode.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void aConnectionInAnotherModeIsReported(RecordMode mode) throws Exception {
        Guard.set(Guard.Policy.REFUSE, List.of(), RecordMode.ONCE);
        Session session = session(mode);

        String refusal = open("api.example.com", 443);

        assertThat(refusal).isEmpty();
        assertThat(session.finish(Outcome.PASSED).refusals()).isEmpty();
        assertThat(Guard.takeUnseen()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "9200, okhttp3.internal.X, 1", // Elasticsearch
        "443, com.acme.Sockets, 1",
        "8443, 'Netty on the thread acme', 1",
        "9042, 'Netty on the thread acme', 0", // Cassandra
        "5432, org.postgresql.core.PGStream, 0",
        "5432, reactor.netty.transport.TransportConnector, 0", // R2DBC
        "25, com.sun.mail.X, 0",
        "53, com.acme.Dns, 0",
        "6334, io.grpc.netty.X, 0", // Qdrant
        "443, io.grpc.netty.X, 1"
    })
    void aConnectionOfAnHttpClientOrToAPortForHttpIsALiveCall(int port, String opener, int calls) throws Exception {
        Session session = session(RecordMode.NEW_EPISODES);

        Guard.decide(address("api.example.com"), port, () -> new Opener(opener, Opener.Kind.PROGRAM));
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.counts().live()).isEqualTo(calls);
        assertThat(report.counts().unseen()).hasSize(calls);
        assertThat(Guard.takeUnseen()).hasSize(1);
    }

    @Test
    void theVerdictLineNamesTheClientAndTheModule() throws Exception {
        Session session = session(RecordMode.NEW_EPISODES);

        Guard.decide(address("api.example.com"), 443, () -> new Opener("okhttp3.X", Opener.Kind.PROGRAM));
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.line("T#m"))
                .isEqualTo(
                        "[VCR LIVE] replayed=0 recorded=0 live=1 unseen=1(api.example.com:443 by okhttp3.X (record it: add"
                                + " vcr-transport-okhttp to the class path)) entries=0 :: T#m");
        assertThat(report.liveHosts()).isEqualTo(Map.of("api.example.com", 1));
    }

    @Test
    void aConnectionWithoutASessionCountsOutside() throws Exception {
        open("api.example.com", 443);

        assertThat(OpenSessions.takeOutside()).isEqualTo(Map.of("api.example.com", 1));
    }

    @Test
    void aHostThatASessionLetsPassIsNoUnplannedCall() throws Exception {
        Session session = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .passThroughHosts("api.example.com")
                .build()
                .open("guarded");

        open("api.example.com", 443);

        assertThat(session.finish(Outcome.PASSED).counts().live()).isZero();
    }

    @Test
    void aConnectionMayFollowARequestThatTheSessionHasSent() {
        try (Session session = session(RecordMode.NEW_EPISODES)) {
            assertThat(OpenSessions.hasSent()).isFalse();
            session.decide(request("http://api.example.com/"));
            assertThat(OpenSessions.hasSent()).isTrue();
        }
    }

    @Test
    void withoutASessionAConnectionMayFollowARequestForAnotherMachineOnly() {
        outside("http://localhost/health");
        OpenSessions.countUnseen("api.example.com", "api.example.com:443 by okhttp3.X");
        assertThat(OpenSessions.hasSent()).isFalse();

        outside("http://api.example.com/");
        assertThat(OpenSessions.hasSent()).isTrue();

        OpenSessions.takeOutside();
        assertThat(OpenSessions.hasSent()).isFalse();
    }

    @Test
    void aConnectionThatFollowsIsNotSaidToBeOfAnUnattachedClient() throws Exception {
        assertThat(unseen("cdn.example.com", "okhttp3.X", "io.vcr.okhttp").label(true))
                .isEqualTo("cdn.example.com:443 by okhttp3.X (a redirect or the proxy of a request that was sent)")
                .matches(Guard::followsRequest);
        assertThat(Guard.followsRequest(
                        unseen("cdn.example.com", "okhttp3.X", "io.vcr.okhttp").label(false)))
                .isFalse();
    }

    @Test
    void refusalOfAConnectionThatFollowsNamesNoModule() throws Exception {
        assertThat(unseen("cdn.example.com", "okhttp3.X", "io.vcr.okhttp").refusal(true))
                .isEqualTo("""
                        A connection to cdn.example.com:443 was refused: no session has decided on a request to it
                          opened by  okhttp3.X (a redirect or the proxy of a request that was sent)
                          fix        let it pass: vcr.guard.allow = cdn.example.com""");
    }

    @ParameterizedTest
    @CsvSource({
        "reactor.netty.X, io.vcr.azure, true",
        "reactor.netty.X, io.vcr.spring, true",
        "reactor.netty.X, io.vcr.aws, false",
        "Netty on the thread aws-java-sdk-NettyEventLoop, io.vcr.aws, true",
        "Netty on the thread acme, io.vcr.aws, false"
    })
    void aClientOnNettyMayFollowIfItsAdapterIsThere(String opener, String adapter, boolean mayFollow) throws Exception {
        assertThat(unseen("cdn.example.com", opener, adapter).mayFollow()).isEqualTo(mayFollow);
    }

    @Test
    void whatAllOpenSessionsLetPassIsNotCountedOutside() throws Exception {
        Vcr off = Vcr.builder(Persisters.inMemory()).off(true).build();
        try (Session one = off.open("guarded/one");
                Session other = off.open("guarded/other")) {
            Thread unbound =
                    new Thread(() -> OpenSessions.countUnseen("api.example.com", "api.example.com:443 by com.acme.Y"));
            unbound.start();
            unbound.join();
        }
        assertThat(OpenSessions.takeOutside()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "[2001:DB8::1]", "2001:db8:0:0:0:0:0:1"})
    void anIpv6AddressIsAllowedInEachSpelling(String allowed) throws Exception {
        Guard.set(Guard.Policy.REPORT, List.of(allowed), RecordMode.ONCE);

        Guard.decide(InetAddress.getByName("2001:db8::1"), 443, () -> ACME);
        assertThat(Guard.takeUnseen()).isEmpty();

        Guard.decide(InetAddress.getByName("2001:db8::2"), 443, () -> ACME);
        assertThat(Guard.takeUnseen().firstKey()).startsWith("[2001:db8:0:0:0:0:0:2]:443 by ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://db:5432", "2001:db8::zz", "[::", "localhost:3128", "db.example.com"})
    void whatIsNoIpv6AddressStaysAsItIs(String host) {
        assertThat(Peer.canonical(host)).isEqualTo(host);
    }

    @Test
    void containersAreReportedAndNotCounted() throws Exception {
        Opener docker = Opener.of(
                Stream.of("sun.nio.ch.Net", "org.apache.hc.X", "com.github.dockerjava.Y", "com.acme.Test"), "main");

        Guard.decide(address("docker.example.com"), 443, () -> docker);

        assertThat(OpenSessions.takeOutside()).isEmpty();
        assertThat(Guard.takeUnseen()).hasSize(1);
    }

    @Test
    void aStoreOfTheUserIsLeftAlone() {
        Opener store = Opener.of(
                Stream.of("sun.nio.ch.Net", "org.postgresql.X", "com.acme.Store", "io.vcr.CassetteShelf"), "main");

        assertThat(store.isLeftAlone()).isTrue();
    }

    @Test
    void aClientWithItsAdapterOnTheClassPathIsToldThatItIsNotAttached() throws Exception {
        Unseen unseen = unseen("api.example.com", "okhttp3.X", "io.vcr.okhttp");

        assertThat(unseen.refusal(false)).isEqualTo("""
                A connection to api.example.com:443 was refused: no session has decided on a request to it
                  opened by  okhttp3.X
                  fix        vcr-transport-okhttp is on the class path, but this client is not attached: create it after the agent has started, or attach it yourself, or record it with vcr-edge in front of the API
                             or let it pass: vcr.guard.allow = api.example.com""");
        assertThat(unseen.mayFollow()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(RecordMode.class)
    void withoutASessionItIsRefusedIfTheRunIsInModeNone(RecordMode mode) throws Exception {
        Guard.set(Guard.Policy.REFUSE, List.of(), mode);

        String refusal = open("api.example.com", 443);

        assertThat(refusal.isEmpty()).isEqualTo(mode != RecordMode.NONE);
        assertThat(Guard.takeRefused()).isEqualTo(mode == RecordMode.NONE ? List.of(refusal) : List.of());
        assertThat(Guard.takeRefused()).isEmpty();
    }

    @Test
    void aTestThatIsOptedOutIsNotRefusedInARunInModeNone() throws Exception {
        Guard.set(Guard.Policy.REFUSE, List.of(), RecordMode.NONE);
        Session optedOut = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .off(true)
                .build()
                .open("off");

        String refusal = open("api.example.com", 443);
        Report report = optedOut.finish(Outcome.PASSED);

        assertThat(refusal).isEmpty();
        assertThat(report.counts().passedThrough()).isEqualTo(Map.of("VCR is off", 1));
    }

    private static Session session(RecordMode mode) {
        return Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .mode(mode)
                .build()
                .open("guarded");
    }

    @ParameterizedTest
    @CsvSource({
        "'io.vcr.guard.Opener sun.nio.ch.Net java.net.Socket com.acme.Db$Pool com.acme.Test', com.acme.Db$Pool,",
        "'sun.nio.ch.Net okhttp3.internal.connection.RealConnection', okhttp3.internal.connection.RealConnection,"
                + " 'record it: add vcr-transport-okhttp to the class path'",
        "'sun.nio.ch.Net jdk.internal.net.http.PlainHttpConnection java.lang.Thread', java.net.http.HttpClient,"
                + " 'record it: add vcr-transport-jdk to the class path'",
        "'sun.nio.ch.Net sun.net.www.protocol.http.HttpURLConnection com.acme.Api', java.net.HttpURLConnection,"
                + " 'record it: add vcr-transport-jdk to the class path'",
        "'sun.nio.ch.Net java.lang.Thread', java.net.Socket,",
        "'sun.nio.ch.Net io.netty.channel.nio.NioSocketChannel com.acme.Db', com.acme.Db,",
        "'sun.nio.ch.Net io.netty.channel.nio.NioSocketChannel', Netty on the thread acme-io, 'a client on Netty has no"
                + " adapter: if it speaks HTTP, record it with vcr-edge in front of the API'",
        "'sun.nio.ch.Net org.apache.http.impl.nio.reactor.X', org.apache.http.impl.nio.reactor.X,"
                + " 'record it: add vcr-transport-apache4 to the class path'",
        "'sun.nio.ch.Net org.apache.http.impl.conn.X', org.apache.http.impl.conn.X,"
                + " 'record it: add vcr-transport-apache4 to the class path'",
        "'sun.nio.ch.Net io.netty.X com.linecorp.armeria.Y', com.linecorp.armeria.Y,"
                + " 'Armeria has no adapter: record it with vcr-edge in front of the API'",
        "'sun.nio.ch.Net io.ktor.network.sockets.SocketImpl', io.ktor.network.sockets.SocketImpl,"
                + " 'record it: use Ktor''s engine OkHttp, Java or Apache5; CIO has no adapter'",
        "'sun.nio.ch.Net java.net.Socket io.helidon.webclient.X', io.helidon.webclient.X,"
                + " 'Helidon''s client has no adapter: record it with vcr-edge in front of the API'",
        "'sun.nio.ch.Net java.net.Socket com.acme.shaded.okhttp3.X', com.acme.shaded.okhttp3.X, 'a copy of a client inside"
                + " another library has no adapter: record it with vcr-edge in front of the API'",
        "'sun.nio.ch.Net io.netty.util.Sockets reactor.core.X reactor.netty.T', reactor.netty.T, 'record it: add vcr-spring"
                + " for WebClient, vcr-sdk-azure for the Azure SDK; Reactor Netty alone has no adapter'",
        "'sun.nio.ch.Net io.netty.util.Sockets io.vertx.core.Net', io.vertx.core.Net,"
                + " 'Vert.x has no adapter: record it with vcr-edge in front of the API'",
        "'sun.nio.ch.Net org.eclipse.jetty.io.Connector org.eclipse.jetty.client.Pool', org.eclipse.jetty.client.Pool,"
                + " 'Jetty''s client has no adapter: record it with vcr-edge in front of the API'",
        "'sun.nio.ch.Net io.grpc.netty.shaded.io.netty.X', io.grpc.netty.shaded.io.netty.X,"
                + " 'gRPC cannot be recorded: call a stub of the service'"
    })
    void theOpenerIsTheFirstClassAboveTheJdkTheRecorderAndWhatClientsStandOn(String stack, String opener, String fix) {
        Opener of = Opener.of(Stream.of(stack.split(" ")), "acme-io-3-1");

        assertThat(of).hasToString(opener);
        assertThat(of.client().map(client -> client.fix(List.of())).orElse(null))
                .isEqualTo(fix);
    }

    @Test
    void anAddressWithoutANameIsNotLookedUp() throws Exception {
        Peer peer = Peer.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 80);

        assertThat(peer).hasToString("192.0.2.1:80");
    }
}
