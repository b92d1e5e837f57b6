package io.vcr.redis;

import static io.vcr.redis.Cassettes.ID;
import static io.vcr.redis.Cassettes.cassette;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong with a Redis, caused: the test goes on, its report says what happened in one line that names the
 * server, and the time that is lost does not grow with the number of tests.
 */
class RedisFaultsTest {

    @Test
    void downAtStartIsAMissAndASaveThatIsCounted() throws Exception {
        int port = RedisServer.freePort();
        try (RedisPersister store = connect("redis://:s3cret@127.0.0.1:" + port)) {
            Report report = run(store, "a");

            assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
            assertThat(report.warnings())
                    .containsExactly(
                            "the store cannot be read: Redis redis://****@127.0.0.1:" + port
                                    + " cannot be reached: Connection refused",
                            "the store cannot be written: Redis redis://****@127.0.0.1:" + port
                                    + " cannot be reached: Connection refused");
            assertThat(store.health())
                    .containsExactly("Redis redis://****@127.0.0.1:" + port
                            + ": 1 loads and 1 saves failed; last error: Redis redis://****@127.0.0.1:" + port
                            + " cannot be reached: Connection refused");
        }
    }

    @Test
    void aPrefetchWithoutAServerIsNotCounted() throws Exception {
        try (RedisPersister store = connect("redis://127.0.0.1:" + RedisServer.freePort())) {
            store.prefetch(List.of(ID));

            assertThat(store.health()).isEmpty();
        }
    }

    @Test
    void aHundredTestsWithoutAServerLoseLittleMoreThanOne() throws Exception {
        try (RedisPersister store = connect("redis://127.0.0.1:" + RedisServer.freePort())) {
            run(store, "first");
            long start = System.nanoTime();
            IntStream.range(0, 100).forEach(i -> run(store, "" + i));

            // Each alone would pause for 300 ms before it gives up.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatTakesNoConnectionCostsOneTimeoutForAllTests() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RedisPersister store = RedisPersister.builder("redis://127.0.0.1:" + deaf.getLocalPort())
                        .timeout(Duration.ofMillis(500))
                        .connect()) {
            assertThat(run(store, "first").warnings().get(0)).contains("does not answer within 0.5 s");
            long start = System.nanoTime();
            IntStream.range(0, 20).forEach(i -> run(store, "" + i));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void aServerThatDiesIsAMissAndOneThatComesBackAHit() throws Exception {
        try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
                RedisPersister store = connect(server.url())) {
            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
            server.kill();
            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
            server.restart();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT));
        }
    }

    @Test
    void aServerThatIsStartedLateIsFound() throws Exception {
        int port = RedisServer.freePort();
        try (RedisPersister store = connect("redis://127.0.0.1:" + port)) {
            run(store, "a");
            try (RedisServer server = RedisServer.onPort(port)) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT));
            }
        }
    }

    @Test
    void aServerThatFreezesTimesOutOnceAndIsUsedAgainWhenItThaws() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = RedisPersister.builder(server.url())
                        .timeout(Duration.ofMillis(300))
                        .nearCacheBytes(0)
                        .connect()) {
            run(store, "a");
            server.freeze();
            try {
                Report frozen = run(store, "a");
                assertThat(frozen.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
                assertThat(frozen.warnings().get(0))
                        .isEqualTo("the store cannot be read: Redis " + server.url() + " does not answer within 0.3 s");
                long start = System.nanoTime();
                IntStream.range(0, 20).forEach(i -> run(store, "a"));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            } finally {
                server.thaw();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT));
        }
    }

    @Test
    void aConnectionWhoseOtherEndHasVanishedIsReplaced() throws Exception {
        try (RedisServer server = RedisServer.start();
                Relay relay = new Relay(server.port());
                RedisPersister store = RedisPersister.builder("redis://127.0.0.1:" + relay.port())
                        .timeout(Duration.ofMillis(300))
                        .connect()) {
            run(store, "a");
            relay.forget();

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(run(store, "b").verdict()).isEqualTo(Verdict.HIT));
        }
    }

    @Test
    void whileADeafServerIsProbedNobodyElseWaits() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RedisPersister store = RedisPersister.builder("redis://127.0.0.1:" + deaf.getLocalPort())
                        .timeout(Duration.ofSeconds(4))
                        .connect()) {
            run(store, "first");
            long outage = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - outage > Duration.ofMillis(1200).toNanos());
            Duration before = waited();
            IntStream.range(0, 60).forEach(i -> run(store, "" + i));

            // The probe takes 4 s, and each of 120 commands would wait 50 ms for it.
            assertThat(waited().minus(before)).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** How long this thread has waited for others, whatever the processors were busy with. */
    private static Duration waited() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.setThreadContentionMonitoringEnabled(true);
        return Duration.ofMillis(
                threads.getThreadInfo(Thread.currentThread().getId()).getWaitedTime());
    }

    @Test
    void aSlowServerIsWaitedFor() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = connect(server.url())) {
            store.save(cassette("a"));
            Thread busy = new Thread(() -> server.ask(redis -> redis.eval(
                    "local t = redis.call('TIME')[1] + 1; while tonumber(redis.call('TIME')[1]) <= t do end return 1",
                    ScriptOutputType.INTEGER)));
            busy.start();

            assertThat(store.load(ID)).isPresent();
            busy.join();
        }
    }

    @Test
    void aFullServerReplaysAndSaysThatItIsFull() throws Exception {
        try (RedisServer server = RedisServer.start("--maxmemory-policy", "noeviction");
                RedisPersister store = connect(server.url())) {
            run(store, "a");
            server.ask(redis -> redis.configSet("maxmemory", "1"));

            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT);
            Report report = run(store, "b");
            assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
            assertThat(report.warnings())
                    .containsExactly("the store cannot be written: Redis " + server.url()
                            + " is full: maxmemory is reached and maxmemory-policy evicts no keys; raise maxmemory or set"
                            + " maxmemory-policy to allkeys-lru");
        }
    }

    @Test
    void aReplicaIsReadAndSaysThatItCannotBeWritten() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1", "" + master.port());
                RedisPersister writer = connect(master.url());
                RedisPersister store = connect(replica.url())) {
            run(writer, "a");
            await().untilAsserted(() -> assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT));

            assertThat(run(store, "b").warnings())
                    .containsExactly("the store cannot be written: Redis " + replica.url()
                            + " is a read-only replica; name the master or the Sentinels in the URL");
        }
    }

    @Test
    void aWrongPasswordIsSaidAtOnceAndNotShown() throws Exception {
        try (RedisServer server = RedisServer.start("--requirepass", "right-Passw0rd");
                RedisPersister store = connect("redis://:wr0ng-passw0rd@127.0.0.1:" + server.port())) {
            Report report = run(store, "a");

            assertThat(report.warnings().get(0))
                    .startsWith("the store cannot be read: Redis redis://****@127.0.0.1:" + server.port()
                            + " rejects the user or the password of the URL: WRONGPASS");
            assertThat(report.toString() + store + store.health())
                    .doesNotContain("wr0ng")
                    .doesNotContain("right");
        }
    }

    @Test
    void aMissingPasswordIsSaid() throws Exception {
        try (RedisServer server = RedisServer.start("--requirepass", "right-Passw0rd");
                RedisPersister store = connect(server.url())) {
            assertThat(run(store, "a").warnings().get(0))
                    .contains("rejects the user or the password of the URL: NOAUTH");
        }
    }

    @Test
    void aUserOfItsOwnNeedsFewRights() throws Exception {
        try (RedisServer server = RedisServer.start(
                        user("on >s3cret-Passw0rd ~vcr:* +get +set +getrange +exists +eval +evalsha +unlink"));
                RedisPersister store = connect("redis://ci:s3cret-Passw0rd@127.0.0.1:" + server.port())) {
            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT);
            assertThat(store.health()).isEmpty();
        }
    }

    @Test
    void aRefusedCommandIsSaid() throws Exception {
        try (RedisServer server = RedisServer.start(user("on >s3cret-Passw0rd ~other:* +@all"));
                RedisPersister store = connect("redis://ci:s3cret-Passw0rd@127.0.0.1:" + server.port())) {
            assertThat(run(store, "a").warnings().get(0)).contains("rejects the command: NOPERM");
        }
    }

    @Test
    void aServerThatLoadsItsDataIsAMiss() throws Exception {
        try (RedisServer server = RedisServer.start("--rdbcompression", "no")) {
            try (RedisPersister store = connect(server.url())) {
                server.ask(redis -> IntStream.range(0, 120)
                        .mapToObj(i -> redis.set("k" + i, "x".repeat(100_000)))
                        .toList());
                run(store, "a");
                server.ask(redis -> redis.save());
            }
            server.kill();
            server.restart("--key-load-delay", "50000");
            try (RedisPersister store = connect(server.url())) {
                assertThat(run(store, "x").warnings())
                        .contains("the store cannot be read: Redis " + server.url()
                                + " is still loading its data: LOADING Redis is loading the dataset in memory");
            }
        }
    }

    @Test
    void anIdleConnectionThatTheServerDropsIsReplaced() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store =
                        RedisPersister.builder(server.url()).nearCacheBytes(0).connect()) {
            run(store, "a");
            server.ask(redis -> redis.clientKill(KillArgs.Builder.skipme()));

            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT);
        }
    }

    @Test
    void aServerThatHasForgottenTheScriptIsSentItAgain() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = connect(server.url())) {
            run(store, "a");
            server.ask(redis -> redis.scriptFlush());

            assertThat(run(store, "b").verdict()).isEqualTo(Verdict.MISS_RECORDED);
        }
    }

    @Test
    void aSaveThatIsSentTwiceIsNotAConflict() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            byte[] value = Payload.encode(cassette("a"), Payload.revision(Instant.now()), true);
            for (int i = 0; i < 2; i++) {
                assertThat(Raw.saveScript(server.url(), "key", "", value)).isOne();
            }
        }
    }

    @Test
    void aKeyOfAnotherTypeIsNeitherReadNorReplaced() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = connect(server.url())) {
            server.ask(redis -> redis.lpush("vcr:cassette:" + ID, "mine"));
            Report report = run(store, "a");

            assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
            assertThat(report.warnings().get(0)).contains("rejects the command: WRONGTYPE");
            long length = server.ask(redis -> redis.llen("vcr:cassette:" + ID));
            assertThat(length).isOne();
        }
    }

    @Test
    void anUnreadableValueIsAMissAndReplaced() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = connect(server.url())) {
            server.ask(redis -> redis.set("vcr:cassette:" + ID, "{\"interactions\": ["));
            Report report = run(store, "a");

            assertThat(report.warnings().get(0))
                    .startsWith("Cannot read cassette under vcr:cassette:checkout/pays in Redis " + server.url());
            assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT);
        }
    }

    @Test
    void aValueThatOnlyBeginsLikeOursIsReplaced() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = connect(server.url())) {
            server.ask(redis -> redis.set("vcr:cassette:" + ID, "VCR1cut"));

            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT);
        }
    }

    @Test
    void aRevisionThatIsNoTextIsReplaced() throws Exception {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = connect(server.url())) {
            server.ask(redis -> redis.set("vcr:cassette:" + ID, "VCR1" + "\u00e9".repeat(30)));

            assertThat(run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
        }
    }

    @Test
    void anUnknownHostHasOneTextWhateverTheJdkSays() {
        Failures failures = new Failures("Redis redis://cache:6379", Duration.ofSeconds(1));

        for (String message : List.of("cache: Name or service not known", "cache")) {
            assertThat(failures.explained(
                            new RedisConnectionException("Unable to connect", new UnknownHostException(message))))
                    .hasMessage("Redis redis://cache:6379 cannot be reached: its host has no known address");
        }
    }

    @Test
    void noThreadIsLeftBehind() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            ThreadGroup group = new ThreadGroup("store");
            Thread test = new Thread(group, () -> {
                RedisPersister store = connect(server.url());
                run(store, "a");
                store.close();
            });
            test.start();
            test.join();

            await().untilAsserted(() -> assertThat(group.activeCount()).isZero());
        }
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            RedisPersister store = connect(server.url());
            store.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> store.load(ID))
                    .withMessage("Redis " + server.url() + " is closed");
        }
    }

    @Test
    void aBorrowedClientStaysOpen() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            RedisClient client = RedisClient.create(server.url());
            try (RedisPersister store = RedisPersister.builder(server.url()).using(client)) {
                assertThat(run(store, "a").verdict()).isEqualTo(Verdict.MISS_RECORDED);
                assertThat(run(store, "a").verdict()).isEqualTo(Verdict.HIT);
            }
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                assertThat(connection.sync().clientList().lines()).hasSize(1);
            } finally {
                client.shutdown();
            }
        }
    }

    @Test
    void closingWhileItConnectsEnds() throws Exception {
        for (int i = 0; i < 5; i++) {
            connect("redis://127.0.0.1:" + RedisServer.freePort()).close();
        }
    }

    @Test
    void aNearlyFullServerIsSaidAtTheEnd() throws Exception {
        try (RedisServer server = RedisServer.start("--maxmemory", "100mb");
                RedisPersister store = connect(server.url())) {
            run(store, "a");
            long used = Long.parseLong(
                    server.ask(redis -> redis.info("memory")).replaceAll("(?s).*\r\nused_memory:(\\d+)\r\n.*", "$1"));
            server.ask(redis -> redis.configSet("maxmemory", Long.toString(used)));

            assertThat(store.health())
                    .singleElement()
                    .asString()
                    .matches(
                            "Redis redis://127\\.0\\.0\\.1:\\d+: \\d\\.\\d of \\d\\.\\d MiB of memory used \\(\\d+ %\\);"
                                    + " raise maxmemory, or flush old cassettes");
        }
    }

    @Test
    void evictionsOfTheRunAreSaidAtTheEnd() throws Exception {
        try (RedisServer server = RedisServer.start("--maxmemory-policy", "allkeys-random");
                RedisPersister store = connect(server.url())) {
            run(store, "a");
            server.ask(redis -> redis.set("big", "x".repeat(1000)) + redis.configSet("maxmemory", "1"));
            run(store, "b");

            assertThat(store.health()).anyMatch(line -> line.contains("keys were evicted during the run"));
        }
    }

    /** The server takes each rule as an argument. */
    private static String[] user(String rules) {
        return ("--user ci " + rules).split(" ");
    }

    private static RedisPersister connect(String url) {
        return RedisPersister.connect(url);
    }

    /** A test with one request, which passes. */
    static Report run(RedisPersister store, String name) {
        Session session = Vcr.builder(store).build().open(ID);
        Decision decision = session.decide(Cassettes.request(name));
        if (decision instanceof Decision.Live live) {
            live.capture().head(Cassettes.response(name).withBody(Body.EMPTY));
            byte[] body = Cassettes.response(name).body().bytes();
            live.capture().data(body, 0, body.length);
            live.capture().end();
        }
        return session.finish(Outcome.PASSED);
    }
}
