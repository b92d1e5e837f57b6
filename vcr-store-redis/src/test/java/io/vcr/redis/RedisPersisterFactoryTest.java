package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.Persisters;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisPersisterFactoryTest {

    private static final CassetteId ID = CassetteId.of("checkout/pays");

    @Test
    void noAddressDependsOnADirectory() {
        assertThat(Persisters.isRelative(URI.create("redis:CASSETTE_REDIS_URL")))
                .isFalse();
    }

    @Test
    void theVariableNamesTheServer() throws IOException {
        try (Persister store = open("redis:CASSETTE_REDIS_URL", SharedRedis.url())) {
            assertThat(store).hasToString("Redis " + RedisAddress.of(SharedRedis.url()));
        }
    }

    @Test
    void aWholeUrlNamesTheServerWhateverTheVariableSays() throws IOException {
        try (Persister store = open("redis://cache:7000/1", "redis://other")) {
            assertThat(store).hasToString("Redis redis://cache:7000/1");
        }
    }

    @Test
    void noApplicationsRedisIsUsed() throws IOException {
        Map<String, String> environment = Map.of("REDIS_URL", SharedRedis.url(), "REDIS_HOST", "127.0.0.1");
        try (Persister store =
                new RedisPersisterFactory(environment::get).open(URI.create("redis:CASSETTE_REDIS_URL"))) {
            assertThat(store).hasToString("no Redis");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void withoutAUrlTheStoreIsOffAndSaysSo(String unset) throws IOException {
        try (Persister store = open("redis:CASSETTE_REDIS_URL?prefix=team:", unset)) {
            assertThat(store.load(ID)).isEmpty();
            assertThat(store.list("")).isEmpty();
            assertThat(store.defaultTtl()).isPresent();
            String reason = "Redis is off, every call is live: CASSETTE_REDIS_URL is not set; set it to"
                    + " redis://host:6379, or VCR_STORE to another store";
            assertThat(store.health()).containsExactly(reason);
            assertThatIOException()
                    .isThrownBy(() -> store.save(Cassettes.cassette("a")))
                    .withMessage(reason);
        }
    }

    @Test
    void optionsOfTheStoreGoBeforeThoseOfTheVariable() throws IOException {
        String prefix = SharedRedis.newPrefix();
        try (Persister store = open(
                "redis:CASSETTE_REDIS_URL?prefix=" + prefix, SharedRedis.url() + "?prefix=other:&near-cache-bytes=0")) {
            store.save(Cassettes.cassette("a"));
        }
        long found = SharedRedis.ask(redis -> redis.exists(prefix + ID));
        assertThat(found).isOne();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    redis:CASSETTE_REDIS_URL?prefix=            | Option prefix= of a redis: store cannot be used: The prefix of the keys is blank; the default is vcr:cassette:
                    redis:CASSETTE_REDIS_URL?timeout=5          | Option timeout=5 of a redis: store cannot be used: Text cannot be parsed to a Duration
                    redis:CASSETTE_REDIS_URL?timeout=PT0S       | Option timeout=PT0S of a redis: store cannot be used: The timeout is PT0S; it must be positive
                    redis:CASSETTE_REDIS_URL?near-cache-bytes=x | Option near-cache-bytes=x of a redis: store cannot be used: For input string: "x"
                    redis:CASSETTE_REDIS_URL?compress=gzip      | Option compress=gzip of a redis: store cannot be used: it is neither true nor false
                    redis:CASSETTE_REDIS_URL?ttl=PT1H           | Option ttl of a redis: store cannot be used: valid are prefix, timeout, near-cache-bytes, compress and ca
                    redis:cache:6379          | Store redis:cache:6379 is none of: redis:CASSETTE_REDIS_URL, redis://[user:password@]host
                    """)
    void whatCannotBeUsedSaysWhatCan(String store, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(store, "redis://cache"))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:s3cret?s3cret@cache", "redis://cache?password=s3cret", "redis://:s3cret%@cache"})
    void noMessageShowsAPassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("redis:CASSETTE_REDIS_URL", url))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void theServiceLoaderFindsIt() throws IOException {
        String prefix = SharedRedis.newPrefix();
        try (Persister store = Persisters.open(URI.create(SharedRedis.url() + "?prefix=" + prefix))) {
            assertThat(store).isInstanceOf(RedisPersister.class);
        }
    }

    private static Persister open(String store, String variable) {
        return new RedisPersisterFactory(Map.of("CASSETTE_REDIS_URL", variable)::get).open(URI.create(store));
    }
}
