package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.capture;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions of one cassette in two processes, each with its own connection to the store. */
@Timeout(60)
class SharedLeasesTest {

    private static final String ALICE = "a1b2c3d4e5f6a7b8c9d0a1b2";
    private static final String BOB = "f9e8d7c6b5a4f3e2d1c0f9e8";
    private static final HttpRequest ME = get("https://h/me");

    private final Map<String, Persister.Lease> leases = new ConcurrentHashMap<>();
    private final List<Session> sessions = new ArrayList<>();

    @AfterEach
    void endSessions() {
        sessions.forEach(session -> session.finish(Outcome.ABORTED));
    }

    /** Leases in memory that do not end by themselves. */
    private final class MemoryLeases implements Persister.Leases {

        @Override
        public Persister.Lease acquire(CassetteId id, String call, Duration term) {
            Persister.Lease mine = new Persister.Lease(id, call, "token", true, null);
            Persister.Lease other = leases.putIfAbsent(call, mine);
            return other == null ? mine : new Persister.Lease(id, call, "", false, other.answer());
        }

        @Override
        public void extend(Persister.Lease lease, @Nullable Episode answer, Duration term) {
            leases.put(lease.call(), new Persister.Lease(lease.id(), lease.call(), lease.token(), true, answer));
        }

        @Override
        public void release(Persister.Lease lease) {
            leases.remove(lease.call());
        }
    }

    private final class Connection implements Persister {

        private final Persister memory = Persisters.inMemory();

        @Override
        public Optional<Cassette> load(CassetteId id) throws IOException {
            return memory.load(id);
        }

        @Override
        public void save(Cassette cassette) throws IOException {
            memory.save(cassette);
        }

        @Override
        public boolean delete(CassetteId id) throws IOException {
            return memory.delete(id);
        }

        @Override
        public Optional<Persister.Leases> leases() {
            return Optional.of(new MemoryLeases());
        }
    }

    private Session process(Limits limits, String... ignored) {
        Vcr.Builder builder = Vcr.builder(new Connection())
                .mode(RecordMode.NEW_EPISODES)
                .limits(limits)
                .environment(Map.of());
        Session session = (ignored.length == 0 ? builder : builder.ignoring(ignored))
                .build()
                .open(ID);
        sessions.add(session);
        return session;
    }

    private Session process() {
        return process(Limits.DEFAULT);
    }

    private static void record(Session session, HttpRequest request, String json) {
        capture(((Decision.Live) session.decide(request)).capture(), ok(json));
    }

    private static HttpRequest with(String name, String value) {
        return ME.withHeaders(Headers.of(name, value));
    }

    @Test
    void equalRequestsWithAKeyAreOneCall() {
        record(process(), with("Authorization", "Bearer " + ALICE), "{}");

        assertThat(process().decide(with("Authorization", "Bearer " + ALICE))).isInstanceOf(Decision.Replay.class);
    }

    @Test
    void equalRequestsWithABodyAreOneCall() {
        record(process(), post("{\"a\": 1}"), "{}");

        assertThat(process().decide(post("{\"a\": 1}"))).isInstanceOf(Decision.Replay.class);
    }

    @Test
    void requestsWithDifferentTokensThatResponsesHaveShownAreTwoCalls() {
        Session alice = process();
        Session bob = process();
        record(alice, post("https://h/login", "{\"user\":\"alice\"}"), "{\"access_token\":\"" + ALICE + "\"}");
        record(bob, post("https://h/login", "{\"user\":\"bob\"}"), "{\"access_token\":\"" + BOB + "\"}");
        record(alice, with("Authorization", "Bearer " + ALICE), "{}");

        assertThat(bob.decide(with("Authorization", "Bearer " + BOB))).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aPasswordIsInNoNameOfALease() {
        record(process(), with("Authorization", "Basic " + ALICE), "{}");
        record(process(), with("Authorization", "Bearer hunter2"), "{}");
        record(process(), with("Cookie", "sid=" + ALICE), "{}");
        record(process(), post("{\"password\":\"hunter2\"}"), "{}");
        record(process(), get("https://h/me?api_key=hunter2"), "{}");

        assertThat(leases).isEmpty();
    }

    @Test
    void anAnswerOverTheLimitOfTheSessionIsNotRecorded() {
        record(process(), ME, "{\"large\":true}");
        Session small = process(Limits.DEFAULT.withMaxBodyBytes(4));
        assertThat(small.decide(ME)).isInstanceOf(Decision.Replay.class);

        assertThat(small.finish(Outcome.PASSED).line("T#m")).contains("recorded=0");
    }
}
