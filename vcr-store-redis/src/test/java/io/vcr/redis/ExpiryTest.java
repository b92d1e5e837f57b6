package io.vcr.redis;

import static io.vcr.redis.Cassettes.ID;
import static io.vcr.redis.Cassettes.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private final String prefix = SharedRedis.newPrefix();
    private final RedisPersister store =
            RedisPersister.builder(SharedRedis.url()).prefix(prefix).connect();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void eachEpisodeExpiresOnItsOwnAndTheKeyWithTheLast() throws IOException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        store.save(Cassette.of(ID, List.of(episode("first", start))));
        await().until(() -> Instant.now().isAfter(start.plusMillis(1500)));
        Cassette stored = store.load(ID).orElseThrow();
        assertThat(names(stored)).containsExactly("first");
        store.save(stored.withEpisodes(List.of(stored.episodes().get(0), episode("second", start.plusMillis(1500)))));

        Instant firstGone = whenGone("first");
        Instant secondGone = whenGone("second");
        assertThat(firstGone).isBetween(start.plusMillis(2000), start.plusMillis(2900));
        assertThat(secondGone).isAfterOrEqualTo(start.plusMillis(3500));
        await().until(() -> SharedRedis.ask(redis -> redis.exists(prefix + ID)) == 0);
    }

    private static Episode episode(String name, Instant recordedAt) {
        return Cassettes.episode(name, recordedAt, recordedAt.plusSeconds(2));
    }

    private Instant whenGone(String name) {
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> store.load(ID).map(Cassettes::names).orElse(List.of()).stream()
                        .noneMatch(name::equals));
        return Instant.now();
    }

    @Test
    void readingDoesNotMoveTheTimeToLive() throws IOException {
        store.save(Cassettes.cassette("a"));
        long before = ttl();
        for (int i = 0; i < 100; i++) {
            store.load(ID);
        }
        assertThat(ttl()).isLessThanOrEqualTo(before);
    }

    @Test
    void theKeyLivesAsLongAsTheLongestLivingEpisode() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        store.save(Cassette.of(
                ID,
                List.of(
                        Cassettes.episode("long", now, now.plus(Duration.ofHours(3))),
                        Cassettes.episode("brief", now, now.plus(Duration.ofHours(1))))));

        assertThat(ttl())
                .isBetween(
                        Duration.ofMinutes(179).toMillis(), Duration.ofHours(3).toMillis());
    }

    @Test
    void episodesThatSayNothingOfTheirEndLiveForADay() throws IOException {
        store.save(Cassette.of(
                ID, List.of(new Episode(Cassettes.request("a"), Cassettes.response("a"), null, null, null))));

        assertThat(ttl())
                .isBetween(Duration.ofHours(23).toMillis(), Duration.ofHours(24).toMillis());
    }

    @Test
    void anEndThatTheServersClockCannotShowIsTaken() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant end = now.plus(Duration.ofDays(365L * 500_000_000));
        store.save(Cassette.of(ID, List.of(Cassettes.episode("a", now, end))));

        assertThat(store.load(ID).orElseThrow().episodes().get(0).expiresAt()).isEqualTo(end);
    }

    @Test
    void aCassetteWhoseEpisodesHaveAllExpiredCanBeReplaced() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        store.save(Cassette.of(
                ID,
                List.of(
                        Cassettes.episode("a", now, now.plusMillis(300)),
                        Cassettes.episode("b", now, now.plusSeconds(60)))));
        await().until(() -> names(store.load(ID).orElseThrow()).equals(List.of("b")));
        store.save(store.load(ID).orElseThrow().withEpisodes(List.of(Cassettes.episode("c"))));

        assertThat(names(store.load(ID).orElseThrow())).containsExactly("c");
    }

    @Test
    void aRevisionOfAKeyThatHasExpiredSinceIsAConflict() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        store.save(Cassette.of(ID, List.of(Cassettes.episode("a", now, now.plusMillis(300)))));
        Cassette read = store.load(ID).orElseThrow();
        await().until(() -> SharedRedis.ask(redis -> redis.exists(prefix + ID)) == 0);

        assertThat(catchThrowable(() -> store.save(read.withEpisodes(List.of(Cassettes.episode("b"))))))
                .isInstanceOf(CassetteConflictException.class);
        assertThat(store.load(ID)).isEmpty();
    }

    private long ttl() {
        return SharedRedis.ask(redis -> redis.pttl(prefix + ID));
    }
}
