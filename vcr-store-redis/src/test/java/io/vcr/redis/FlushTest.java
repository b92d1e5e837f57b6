package io.vcr.redis;

import static io.vcr.redis.Cassettes.cassette;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.vcr.spi.CassetteId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlushTest {

    private final RedisServer server = RedisServer.start();

    FlushTest() throws IOException {}

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHundredThousandKeysGoInBatchesAndNothingElseDoes() throws Exception {
        fill(0, "vcr:cassette:", 100_000);
        fill(0, "vcr:cassettes:", 100);
        fill(0, "vcr:", 10);
        fill(1, "vcr:cassette:", 100);

        List<String> commands;
        Ran flush;
        try (Monitor monitor = new Monitor(server.port())) {
            flush = flush("--url", server.url());
            commands = monitor.commands();
        }

        assertThat(flush.exit).isZero();
        assertThat(flush.out)
                .contains("Deleted 100,000 of 100,000 cassettes in")
                .containsPattern("(?m)^  5\\d,\\d{3} seen, 5\\d,\\d{3} deleted$");
        assertThat(count(0)).isEqualTo(110);
        assertThat(count(1)).isEqualTo(100);
        assertThat(commands).noneMatch(command -> command.startsWith("KEYS") || command.startsWith("FLUSH"));
        assertThat(commands).filteredOn(command -> command.startsWith("UNLINK")).hasSizeBetween(100, 400);
    }

    @Test
    void aDryRunDeletesNothing() {
        fill(0, "vcr:cassette:", 30);

        assertThat(flush("--url", server.url(), "--dry-run").out).contains("Would delete 30 of 30 cassettes in");
        assertThat(count(0)).isEqualTo(30);
    }

    @Test
    void aPatternChoosesAndAPrefixWithStarsIsTakenLiterally() {
        fill(0, "a*:com/acme/", 5);
        fill(0, "a*:com/other/", 5);
        fill(0, "ab:com/acme/", 5);

        assertThat(flush("--url", server.url(), "--prefix", "a*:", "--match", "com/acme/*").out)
                .contains("Deleted 5 of 5");
        assertThat(count(0)).isEqualTo(10);
    }

    @Test
    void aKeyOfAnotherTypeHasNoAgeAndStays() throws IOException {
        save("old", Instant.now().minus(Duration.ofDays(8)));
        server.ask(redis -> redis.lpush("vcr:cassette:list", "mine"));

        assertThat(flush("--url", server.url(), "--older-than", "P7D").out)
                .contains("Deleted 1 of 2 cassettes in")
                .contains("; kept 1 without a time of saving");
    }

    @Test
    void theUrlMayHaveTheOptionsOfTheStore() {
        fill(0, "team:", 5);
        fill(0, "vcr:cassette:", 5);

        assertThat(flush("--url", server.url() + "?prefix=team:&timeout=PT2S").out)
                .contains("Deleted 5 of 5");
        assertThat(flush("--url", server.url() + "?prefix=team:", "--prefix", "vcr:cassette:").out)
                .contains("Deleted 5 of 5");
    }

    @Test
    void onlyWhatIsOldEnoughGoesAndWhatHasNoAgeStays() throws IOException {
        save("old", Instant.now().minus(Duration.ofDays(8)));
        save("new", Instant.now().minus(Duration.ofDays(6)));
        fill(0, "vcr:cassette:foreign", 3);

        assertThat(flush("--url", server.url(), "--older-than", "P7D").out)
                .contains("Deleted 1 of 5 cassettes in")
                .contains("; kept 3 without a time of saving");
        try (RedisPersister store = RedisPersister.connect(server.url())) {
            assertThat(store.load(CassetteId.of("old"))).isEmpty();
            assertThat(store.load(CassetteId.of("new"))).isPresent();
        }
    }

    private void save(String id, Instant when) throws IOException {
        try (RedisPersister store = RedisPersister.builder(server.url())
                .clock(Clock.fixed(when, ZoneOffset.UTC))
                .connect()) {
            Instant end = Instant.now().plus(Duration.ofDays(9));
            store.save(cassette(CassetteId.of(id), 0).withEpisodes(List.of(Cassettes.episode("a", when, end))));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --prefix ''            | An empty --prefix would delete keys of other applications; the default is vcr:cassette:
                    --older-than week      | --older-than week is not a duration; write P7D or PT12H
                    --older-than P99999999999D | --older-than P99999999999D is not a duration; write P7D or PT12H
                    --older-than -P1D      | --older-than -P1D is not a duration; write P7D or PT12H
                    --all                  | Unknown argument --all; valid are --url URL, --prefix PREFIX, --match PATTERN, --older-than P7D, --ca FILE and --dry-run
                    --match                | Argument --match has no value; valid are --url URL, --prefix PREFIX, --match PATTERN, --older-than P7D, --ca FILE and --dry-run
                    --url http://u:s3c@h   | Redis URL http://****@h cannot be used: it is none of: redis://[user:password@]host
                    """)
    void whatCannotBeUsedIsSaidAndNothingDeleted(String line, String message) {
        fill(0, "vcr:cassette:", 3);
        String[] args = IntStream.range(0, line.split(" ").length)
                .mapToObj(i -> line.split(" ")[i].replace("''", ""))
                .toArray(String[]::new);

        Ran ran = run(server.url(), args);
        assertThat(ran.exit).isEqualTo(2);
        assertThat(ran.err).startsWith(message);
        assertThat(count(0)).isEqualTo(3);
    }

    @Test
    void withoutAUrlItSaysHowToNameOne() {
        Ran ran = run(null);

        assertThat(ran.exit).isEqualTo(2);
        assertThat(ran.err.strip()).isEqualTo("The URL of the Redis is missing; set CASSETTE_REDIS_URL or give --url");
    }

    @Test
    void aServerThatIsAwayIsNamedWithoutItsPassword() throws Exception {
        Ran ran = run("redis://:s3cret@127.0.0.1:" + RedisServer.freePort());

        assertThat(ran.exit).isOne();
        assertThat(ran.err).contains("redis://****@127.0.0.1").contains("cannot be reached: Connection refused");
    }

    private record Ran(int exit, String out, String err) {}

    private Ran flush(String... args) {
        return run(null, args);
    }

    private static Ran run(String variable, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Flush.run(
                args,
                variable,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void fill(int database, String prefix, int keys) {
        RedisServer.ask(
                uri(database),
                redis -> redis.eval(
                        "for i = 1, ARGV[2] do redis.call('SET', ARGV[1] .. i, 'x') end return 1",
                        ScriptOutputType.INTEGER,
                        new String[0],
                        prefix,
                        Integer.toString(keys)));
    }

    private long count(int database) {
        return RedisServer.ask(uri(database), redis -> redis.dbsize());
    }

    private RedisURI uri(int database) {
        return RedisURI.create(server.url() + "/" + database);
    }

    /** Everything that the server is told while it is open. */
    private static final class Monitor implements AutoCloseable {

        private final Socket socket;
        private final Thread reader;
        private final StringBuffer seen = new StringBuffer();

        Monitor(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
            reader = new Thread(this::read);
            reader.start();
            await().until(() -> seen.toString().startsWith("+OK"));
        }

        private void read() {
            byte[] bytes = new byte[1 << 16];
            try {
                for (int read = 0; read >= 0; read = socket.getInputStream().read(bytes)) {
                    seen.append(new String(bytes, 0, read, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // closed
            }
        }

        List<String> commands() {
            RedisClient client = RedisClient.create("redis://127.0.0.1:" + socket.getPort());
            client.connect().sync().echo("the end");
            client.shutdown();
            await().until(() -> seen.toString().contains("the end"));
            return seen.toString()
                    .lines()
                    .filter(line -> line.contains("] \""))
                    .map(line -> line.substring(line.indexOf("] \"") + 3))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
