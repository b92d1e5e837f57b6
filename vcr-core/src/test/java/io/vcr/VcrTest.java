package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.spi.CassetteId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VcrTest {

    private final StubPersister store = new StubPersister();

    @Test
    void aStoreForEverDefaultsToOnce() {
        assertThat(builder().build().mode()).isEqualTo(RecordMode.ONCE);
    }

    @Test
    void aStoreWhoseEpisodesExpireDefaultsToNewEpisodes() {
        store.ttl = Duration.ofHours(24);

        assertThat(builder().build().mode()).isEqualTo(RecordMode.NEW_EPISODES);
    }

    @Test
    void theEnvironmentOverridesTheConfiguredMode() {
        Vcr vcr = builder()
                .mode(RecordMode.ONCE)
                .environment(Map.of("VCR_RECORD_MODE", "None"))
                .build();

        assertThat(vcr.mode()).isEqualTo(RecordMode.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aBlankVariableOverridesNothing(String value) {
        Vcr vcr = builder()
                .mode(RecordMode.ALL)
                .environment(Map.of("VCR_RECORD_MODE", value))
                .build();

        assertThat(vcr.mode()).isEqualTo(RecordMode.ALL);
    }

    @Test
    void anUnknownModeInTheEnvironmentIsRefused() {
        Vcr.Builder builder = builder().environment(Map.of("VCR_RECORD_MODE", "rewrite"));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage(
                        "VCR_RECORD_MODE: Unknown record mode \"rewrite\"; valid are none, once, new_episodes, all");
    }

    @ParameterizedTest
    @CsvSource({"1, OFF", "0, NOOP", "true, OFF", "'', NOOP"})
    void oneInTheEnvironmentSwitchesItOff(String value, Verdict verdict) {
        Session session =
                builder().environment(Map.of("VCR_DISABLE", value)).build().open("vcr/disable");

        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(verdict);
    }

    @Test
    void otherValuesThanOneAndZeroAreNotSilentlyWithoutEffect() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder().environment(Map.of("VCR_DISABLE", "yes")).build())
                .withMessage("VCR_DISABLE has the value \"yes\"; valid are 1 and 0");
    }

    @Test
    void storeIsToldWhatIsAboutToBeOpened() {
        List<CassetteId> ids = List.of(CassetteId.of("a"), CassetteId.of("b"));

        builder().build().prefetch(ids);

        assertThat(store.prefetched).isEqualTo(ids);
    }

    @Test
    void storeIsToldNothingWhereTheRecorderIsOff() {
        builder().off(true).build().prefetch(List.of(CassetteId.of("a")));

        assertThat(store.prefetched).isEmpty();
    }

    @Test
    void storeIsNotToldASecretInAName() {
        CassetteId name = CassetteId.of("sk-ant-" + "a1b2c3".repeat(7));

        assertThatIllegalArgumentException().isThrownBy(() -> builder().build().prefetch(List.of(name)));
        assertThat(store.prefetched).isEmpty();
    }

    @Test
    void nothingCanBeIgnoredWithoutAMatcherForBodies() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().matchers(List.of(Matchers.path())).ignoring("$.a"));
    }

    @Test
    void ofTwoMatchersWithOneNameTheLastCounts() throws Exception {
        store.memory.save(Exchanges.cassette(Exchanges.episode(Exchanges.post("{\"a\":1}"), "recorded")));
        Session session =
                builder().match(Matchers.body().ignoring("$.a")).build().open(Exchanges.ID);

        assertThat(session.decide(Exchanges.post("{\"a\":2}"))).isInstanceOf(Decision.Replay.class);
        session.finish(Outcome.PASSED);
    }

    @Test
    void aCopyKeepsEveryOption() throws Exception {
        Vcr vcr = builder()
                .mode(RecordMode.NONE)
                .matchers(List.of(Matchers.method()))
                .refusal(Refusal.EXCEPTION)
                .rerun("mvn test")
                .build()
                .toBuilder()
                .build();
        Session session = vcr.open("vcr/copy");
        Decision.Refuse refuse = (Decision.Refuse) session.decide(Exchanges.get("https://h/"));
        session.finish(Outcome.PASSED);

        assertThat(refuse.refusal()).isEqualTo(Refusal.EXCEPTION);
        assertThat(refuse.message()).contains("mode none", "VCR_RECORD_MODE=once mvn test");
    }

    @Test
    void aChangedCopyLeavesTheOriginalAlone() {
        Vcr vcr = builder().mode(RecordMode.ONCE).build();
        vcr.toBuilder().mode(RecordMode.ALL).build();

        assertThat(vcr.mode()).isEqualTo(RecordMode.ONCE);
    }

    @Test
    void aSecretInAnIdIsRefusedAndNotShown() {
        String secret = "sk-" + "x1y2".repeat(10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().build().open("Chat/streams[" + secret + "]"))
                .withMessage("The cassette id \"Chat/streams[[secret]]\" holds an OpenAI API key; ids become file names"
                        + " and keys, so give this test another name");
    }

    @Test
    void aBadIdIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().build().open("../a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void aTtlMustBePositive(Duration ttl) {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().ttl(ttl));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aPaceMustBeANumberFromZeroOn(double pace) {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().pace(pace));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1"})
    void limitsMustBePositive(int episodes, long bytes, long body) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limits.DEFAULT
                        .withMaxEpisodes(episodes)
                        .withMaxCassetteBytes(bytes)
                        .withMaxBodyBytes(body));
    }

    private Vcr.Builder builder() {
        return Vcr.builder(store).environment(Map.of()).clock(Exchanges.CLOCK);
    }

    @Test
    void hostsThatPassThroughAreKnown() {
        Vcr vcr = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .passThroughHosts("*.example.com")
                .ignoreLocalhost(true)
                .build();

        assertThat(List.of("a.example.com", "localhost", "oauth2.googleapis.com"))
                .allMatch(vcr::passesThrough);
        assertThat(vcr.passesThrough("example.org")).isFalse();
    }
}
