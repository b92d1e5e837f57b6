package io.vcr;

import static io.vcr.Exchanges.CLOCK;
import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a session says of responses that it has recorded again. */
class SessionDriftTest {

    private static final String URI = "https://api.example.com/v1/models";

    private final Persister store = Persisters.inMemory();

    @Test
    void changedStructureIsADriftAndSaved() throws IOException {
        store.save(cassette(episode(get(URI), "{\"id\":1,\"owner\":\"a\"}")));

        Report report = run(vcr(RecordMode.ALL), Outcome.PASSED, "{\"id\":\"1\"}");

        assertThat(report.verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(report.drift())
                .containsExactly("GET " + URI + ": $.id changed from number to text", "GET " + URI + ": $.owner went");
        assertThat(report.line("A#b")).isEqualTo("[VCR DRIFT] replayed=0 recorded=1 live=1 drift=2 entries=1 :: A#b");
        assertThat(run(vcr(RecordMode.NONE), Outcome.PASSED, "").verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void otherValuesAreNoDrift() throws IOException {
        store.save(cassette(episode(get(URI), "{\"id\":1}")));

        Report report = run(vcr(RecordMode.ALL), Outcome.PASSED, "{\"id\":2}");

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(report.drift()).isEmpty();
    }

    @Test
    void failedTestShowsTheDriftThatMayHaveFailedIt() throws IOException {
        store.save(cassette(episode(get(URI), "{\"id\":1}")));

        Report report = run(vcr(RecordMode.ALL), Outcome.FAILED, "{}");

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
        assertThat(report.drift()).containsExactly("GET " + URI + ": $.id went");
    }

    @Test
    void expiredEpisodeIsComparedWithItsSuccessor() throws IOException {
        store.save(cassette(episode(get(URI), "{\"id\":1}")));
        Vcr later = vcr(RecordMode.ONCE).toBuilder()
                .ttl(Duration.ofDays(1))
                .clock(Clock.offset(CLOCK, Duration.ofDays(2)))
                .build();

        assertThat(run(later, Outcome.PASSED, "{\"key\":1}").drift()).hasSize(2);
    }

    @Test
    void equalRequestsAreComparedInTheirOrder() throws IOException {
        store.save(cassette(episode(get(URI), "{\"a\":1}"), episode(get(URI), "{\"b\":1}")));

        assertThat(run(vcr(RecordMode.ALL), Outcome.PASSED, "{\"a\":2}", "{\"b\":2}", "{\"b\":3}")
                        .drift())
                .isEmpty();
    }

    @Test
    void requestThatWasNotRecordedBeforeHasNothingToDriftFrom() throws IOException {
        store.save(cassette(episode(get(URI + "/other"), "{\"a\":1}")));

        assertThat(run(vcr(RecordMode.NEW_EPISODES), Outcome.PASSED, "{}").drift())
                .isEmpty();
    }

    @Test
    void reportWithoutDriftHasTheVerdictWithoutIt() throws IOException {
        store.save(cassette(episode(get(URI), "{\"id\":1}")));

        Report report = run(vcr(RecordMode.ALL), Outcome.PASSED, "{}").withoutDrift();

        assertThat(report.verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(report.drift()).isEmpty();
    }

    @Test
    void secretInAFieldIsMasked() throws IOException {
        String key = "sk-ant-api03-" + "a1B2c3D4e5F6g7H8".repeat(5) + "-AAAAAAAA";
        store.save(cassette(episode(get(URI), "{}")));

        List<String> drift = run(vcr(RecordMode.ALL), Outcome.PASSED, "{\"" + key + "\":1,\"b\":2}")
                .drift();

        assertThat(String.join("\n", drift)).contains("$.b came").doesNotContain(key);
    }

    private Vcr vcr(RecordMode mode) {
        return Vcr.builder(store).mode(mode).clock(CLOCK).environment(Map.of()).build();
    }

    private static Report run(Vcr vcr, Outcome outcome, String... answers) throws IOException {
        Session session = vcr.open(ID);
        for (String answer : answers) {
            exchange(session, get(URI), ok(answer));
        }
        return session.finish(outcome);
    }
}
