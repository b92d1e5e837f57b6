package io.vcr;

import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** A store whose own requests go through a client with an ambient adapter, as one over S3 does with the agent. */
@Isolated("opens sessions that other tests would find")
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreOverHttpTest {

    private static final HttpRequest REQUEST = get("https://h/a");

    private final Persister memory = Persisters.inMemory();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<Decision> decisions = Collections.synchronizedList(new ArrayList<>());
    private final List<Session> opened = new ArrayList<>();
    private @Nullable Session own;

    @AfterEach
    void finishAll() {
        opened.forEach(session -> session.finish(Outcome.FAILED));
    }

    @Test
    void itsRequestsPassAndAreNotRecorded() throws IOException {
        Session session = open("a");
        exchange(session);
        Report report = session.finish(Outcome.PASSED);

        assertThat(calls).contains("load", "save", "acquire", "extend");
        assertThat(decisions).allMatch(Decision.PassThrough.class::isInstance);
        assertThat(report.counts().live()).isOne();
        assertThat(episodes("a")).hasSize(1);
    }

    @Test
    void theyPassThroughAnAdapterThatWasMadeForTheSession() {
        Session session = open("a");
        own = session;
        exchange(session);
        session.finish(Outcome.PASSED);

        assertThat(decisions).isNotEmpty().allMatch(Decision.PassThrough.class::isInstance);
    }

    @Test
    void theOnlyOtherSessionDoesNotRecordTheSave() throws IOException {
        Session other = open("other");
        Session session = open("a");
        exchange(session);
        session.finish(Outcome.PASSED);

        assertThat(decisions).allMatch(Decision.PassThrough.class::isInstance);
        assertThat(other.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
        assertThat(episodes("other")).isEmpty();
    }

    @Test
    void aPrefetchIsNoRequestOfASession() {
        Session session = open("a");
        vcr().prefetch(List.of(CassetteId.of("a")));

        assertThat(decisions).singleElement().isInstanceOf(Decision.PassThrough.class);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void theNextRequestOfTheThreadIsThatOfTheSessionAgain() {
        Session session = open("a");
        exchange(session);

        assertThat(ambient(null)).isInstanceOf(Decision.Live.class);
    }

    @Test
    void aConnectionOfItIsNeitherRefusedNorCounted() {
        Session session = vcr().toBuilder().mode(RecordMode.NONE).build().open("a");
        opened.add(session);
        session.decide(REQUEST);
        Report report = session.finish(Outcome.PASSED);

        assertThat(calls).contains("load");
        assertThat(report.refusals()).hasSize(1);
        assertThat(report.counts().live()).isZero();
    }

    @Test
    void aMatcherThatSendsARequestDuringTheLoadIsRefused() throws IOException {
        memory.save(Cassette.of(CassetteId.of("a"), List.of(Exchanges.episode(REQUEST, "{}"))));
        Session[] mine = new Session[1];
        mine[0] = vcr().toBuilder()
                .match(Matchers.projecting("remote", request -> {
                    if (mine[0] != null && calls.contains("load") && !calls.contains("asked")) {
                        calls.add("asked");
                        decisions.add(ambient(mine[0]));
                    }
                    return "";
                }))
                .build()
                .open("a");
        opened.add(mine[0]);
        mine[0].decide(REQUEST);

        assertThat(decisions.get(decisions.size() - 1))
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refuse ->
                                assertThat(refuse.message()).contains("sends a request while its cassette is loaded"));
    }

    private Session open(String id) {
        Session session = vcr().open(id);
        opened.add(session);
        return session;
    }

    private Vcr vcr() {
        return Vcr.builder(new OverHttp())
                .environment(Map.of())
                .mode(RecordMode.NEW_EPISODES)
                .build();
    }

    private static void exchange(Session session) {
        Exchanges.capture(((Decision.Live) session.decide(REQUEST)).capture(), ok("{}"));
    }

    private List<Episode> episodes(String id) throws IOException {
        return memory.load(CassetteId.of(id)).map(Cassette::episodes).orElse(List.of());
    }

    private static Decision ambient(@Nullable Session own) {
        HttpRequest put = get("https://s3/bucket");
        return OpenSessions.decide(new OpenSessions.Origin(Optional.empty(), own, null, false), () -> put, put::body);
    }

    private void send(String call) {
        calls.add(call);
        decisions.add(ambient(own));
        assertThat(OpenSessions.refuseUnseen("a connection of " + call, () -> true))
                .isFalse();
        OpenSessions.countUnseen("s3", "s3:443 by the store");
    }

    private final class OverHttp implements Persister {

        @Override
        public Optional<Cassette> load(CassetteId id) throws IOException {
            send("load");
            return memory.load(id);
        }

        @Override
        public void save(Cassette cassette) throws IOException {
            send("save");
            memory.save(cassette);
        }

        @Override
        public boolean delete(CassetteId id) throws IOException {
            send("delete");
            return memory.delete(id);
        }

        @Override
        public void prefetch(Collection<CassetteId> ids) {
            send("prefetch");
        }

        @Override
        public Optional<Leases> leases() {
            return Optional.of(new Leases() {
                @Override
                public Lease acquire(CassetteId id, String call, Duration term) {
                    send("acquire");
                    return new Lease(id, call, "1", true, null);
                }

                @Override
                public void extend(Lease lease, @Nullable Episode answer, Duration term) {
                    send("extend");
                }

                @Override
                public void release(Lease lease) {
                    send("release");
                }
            });
        }
    }
}
