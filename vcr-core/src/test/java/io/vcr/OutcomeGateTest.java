package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeGateTest {

    private static final Episode OLD = episode(get("https://h/old"), "old");
    private static final Episode GONE = episode(get("https://h/gone"), "gone");
    private static final Episode NEW = episode(get("https://h/new"), "new");

    private static final Limits LIMITS = Limits.DEFAULT;

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # outcome, stored, recorded, limit, secret,   result
                    PASSED,  10,  0, 50, false, NOTHING_NEW
                    FAILED,  10,  0, 50, false, NOTHING_NEW
                    PASSED,  60,  0, 50, false, NOTHING_NEW
                    PASSED,   0,  1, 50, false, SAVED
                    UNKNOWN,  0,  1, 50, false, SAVED
                    PASSED,  49,  1, 50, false, SAVED
                    PASSED,   0, 50, 50, false, SAVED
                    PASSED,  50,  1, 50, false, OVERFLOW
                    PASSED,   0, 51, 50, false, OVERFLOW
                    UNKNOWN,  0, 51, 50, false, OVERFLOW
                    FAILED,   0,  1, 50, false, DISCARDED
                    ABORTED,  0,  1, 50, false, DISCARDED
                    FAILED,   0, 51, 50, true,  DISCARDED
                    PASSED,   0,  1, 50, true,  SECRET
                    PASSED,   0, 51, 50, true,  OVERFLOW
                    PASSED,   0,  2,  1, false, OVERFLOW
                    """)
    void theFirstRuleThatHoldsDecides(
            Outcome outcome, int stored, int recorded, int limit, boolean secret, SaveResult.Kind kind) {
        OutcomeGate gate = gate(RecordMode.NEW_EPISODES, outcome, LIMITS.withMaxEpisodes(limit));
        List<Episode> episodes = episodes(recorded);
        if (secret) {
            episodes.set(0, episode(get("https://h/"), "sk-" + "x1y2".repeat(10)));
        }

        assertThat(kind(gate.decide(ID, stored == 0 ? null : Cassette.of(ID, episodes(stored)), episodes)))
                .isEqualTo(kind);
    }

    @Test
    void newEpisodesStandBehindTheStoredOnes() {
        assertThat(saved(RecordMode.NEW_EPISODES, cassette(OLD), NEW)).containsExactly(OLD, NEW);
    }

    @Test
    void theMomentsOfASubscriptionAreThoseAmongTheEpisodesThatAreLeft() {
        Episode events = episode(get("https://h/events"), "");
        Episode stored = events.withSubscription(new Subscription(List.of(0, 1, 2, 3, Integer.MAX_VALUE), true));
        Episode other = episode(get("https://other/"), "other");

        assertThat(saved(RecordMode.NEW_EPISODES, cassette(stored, other, GONE, OLD, GONE), NEW))
                .containsExactly(
                        events.withSubscription(new Subscription(List.of(0, 0, 1, 1, 1), true)), other, OLD, NEW);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "ONCE", "NEW_EPISODES"})
    void onlyModeAllReplaces(RecordMode mode) {
        assertThat(saved(mode, cassette(OLD), NEW)).containsExactly(OLD, NEW);
    }

    @Test
    void modeAllReplacesTheStoredOnes() {
        assertThat(saved(RecordMode.ALL, cassette(OLD), NEW)).containsExactly(NEW);
    }

    @Test
    void modeAllCountsTheNewOnesOnly() {
        OutcomeGate gate = gate(RecordMode.ALL, Outcome.PASSED, LIMITS.withMaxEpisodes(2));

        assertThat(kind(gate.decide(ID, Cassette.of(ID, episodes(2)), episodes(2))))
                .isEqualTo(SaveResult.Kind.SAVED);
    }

    @Test
    void expiredEpisodesLeaveTheCassette() {
        assertThat(saved(RecordMode.ONCE, cassette(GONE, OLD), NEW)).containsExactly(OLD, NEW);
    }

    @Test
    void expiredEpisodesDoNotCount() {
        OutcomeGate gate = gate(RecordMode.ONCE, Outcome.PASSED, LIMITS.withMaxEpisodes(2));

        assertThat(kind(gate.decide(ID, cassette(GONE, OLD), List.of(NEW)))).isEqualTo(SaveResult.Kind.SAVED);
    }

    @Test
    void theRevisionOfTheStoredCassetteIsKept() {
        OutcomeGate.Result result = gate(RecordMode.ONCE, Outcome.PASSED, LIMITS)
                .decide(ID, cassette(OLD).withRevision("7"), List.of(NEW));

        assertThat(((OutcomeGate.Save) result).cassette().revision()).isEqualTo("7");
    }

    @Test
    void sizeIsCountedInBytes() {
        long bytes = NEW.sizeBytes() + OLD.sizeBytes();

        assertThat(kind(gate(RecordMode.ONCE, Outcome.PASSED, LIMITS.withMaxCassetteBytes(bytes))
                        .decide(ID, cassette(OLD), List.of(NEW))))
                .isEqualTo(SaveResult.Kind.SAVED);
        assertThat(kind(gate(RecordMode.ONCE, Outcome.PASSED, LIMITS.withMaxCassetteBytes(bytes - 1))
                        .decide(ID, cassette(OLD), List.of(NEW))))
                .isEqualTo(SaveResult.Kind.OVERFLOW);
    }

    @Test
    void tooManyEpisodesNameWhatChangesAndTheCures() {
        List<Episode> recorded = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            String json = "{\"model\":\"m\",\"metadata\":{\"run_id\":\"%d\"},\"at\":%d}".formatted(i, i);
            recorded.add(episode(post(json), "{}"));
        }

        assertThat(why(recorded, LIMITS)).isEqualTo("""
                        51 episodes are more than maxEpisodes=50, so nothing is saved and every run goes live
                          cause  the new requests differ in $.metadata.run_id, $.at
                          fix    ignore what changes: Matchers.body().ignoring("$.metadata.run_id"), @UseCassette(ignoring = "$.metadata.run_id")
                                 or raise the limit: Vcr.builder(..).maxEpisodes(51), @UseCassette(maxEpisodes = 51)
                                 or opt the test out: @NoCassette("why")""");
    }

    @Test
    void tooManyDifferentPlacesNameAUsualCause() {
        assertThat(why(episodes(3), LIMITS.withMaxEpisodes(2)))
                .startsWith("3 episodes are more than maxEpisodes=2, so nothing is saved and every run goes live\n"
                        + "  cause  a request that changes with every run adds episodes instead of replaying them\n");
    }

    @Test
    void tooManyBytesSuggestTheLimitOfBytes() {
        assertThat(why(List.of(NEW), LIMITS.withMaxCassetteBytes(5)))
                .contains("%d bytes are more than maxCassetteBytes=5".formatted(NEW.sizeBytes()))
                .contains("Limits.DEFAULT.withMaxCassetteBytes(%d)".formatted(NEW.sizeBytes()));
    }

    @Test
    void aFailedTestSaysWhatIsDiscarded() {
        OutcomeGate.Result result =
                gate(RecordMode.ONCE, Outcome.FAILED, LIMITS).decide(ID, null, List.of(NEW));

        assertThat(((OutcomeGate.Keep) result).why().detail())
                .isEqualTo("the test failed, so its 1 new episode is discarded");
    }

    @Test
    void anAbortedTestSaysWhatIsDiscarded() {
        OutcomeGate.Result result =
                gate(RecordMode.ONCE, Outcome.ABORTED, LIMITS).decide(ID, null, episodes(2));

        assertThat(((OutcomeGate.Keep) result).why().detail())
                .isEqualTo("the test was aborted, so its 2 new episodes are discarded");
    }

    @Test
    void whatASaveWithoutAnAnswerHasStoredIsNotStoredTwice() {
        Episode before = episode(get("https://h/before"), "{}");
        Episode ours = episode(get("https://h/ours"), "{}");
        Episode theirs = episode(get("https://h/theirs"), "{}");

        OutcomeGate.Result result = gate(RecordMode.NEW_EPISODES, Outcome.PASSED, LIMITS)
                .decide(ID, cassette(before), cassette(before, ours, theirs), List.of(ours));

        assertThat(((OutcomeGate.Save) result).cassette().episodes()).containsExactly(before, ours, theirs);
    }

    @Test
    void anEqualEpisodeThatWasThereBeforeIsAnotherOne() {
        Episode one = episode(get("https://h/a"), "{}");

        OutcomeGate.Result result =
                gate(RecordMode.NEW_EPISODES, Outcome.PASSED, LIMITS).decide(ID, cassette(one), List.of(one, one));

        assertThat(((OutcomeGate.Save) result).cassette().episodes()).containsExactly(one, one, one);
    }

    @Test
    void aSecretSaysWhereAndHowToRemoveIt() {
        OutcomeGate.Result result = gate(RecordMode.ONCE, Outcome.PASSED, LIMITS)
                .decide(ID, null, List.of(episode(get("https://h/a"), "sk-" + "x1y2".repeat(10))));

        assertThat(((OutcomeGate.Keep) result).why().detail())
                .isEqualTo(
                        "new episode 1 (GET https://h/a) holds an OpenAI API key in its response body, so nothing is"
                                + " saved; remove it with a filter such as Filters.removeRequestHeaders(name) or"
                                + " Filters.redactQuery(name), or let it through if it is none: SecretPolicy.refuse().allowing(..)");
    }

    private static OutcomeGate gate(RecordMode mode, Outcome outcome, Limits limits) {
        return new OutcomeGate(
                outcome,
                limits,
                SecretGuard.of(SecretRules.of(Map.of())),
                GONE::equals,
                episode -> mode == RecordMode.ALL);
    }

    private static SaveResult.Kind kind(OutcomeGate.Result result) {
        return result instanceof OutcomeGate.Keep keep ? keep.why().kind() : SaveResult.Kind.SAVED;
    }

    private static List<Episode> saved(RecordMode mode, @Nullable Cassette stored, Episode... recorded) {
        return ((OutcomeGate.Save) gate(mode, Outcome.PASSED, LIMITS).decide(ID, stored, List.of(recorded)))
                .cassette()
                .episodes();
    }

    private static String why(List<Episode> recorded, Limits limits) {
        return ((OutcomeGate.Keep) gate(RecordMode.ONCE, Outcome.PASSED, limits).decide(ID, null, recorded))
                .why()
                .detail();
    }

    private static List<Episode> episodes(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> episode(get("https://h/" + i), "{}"))
                .toList());
    }
}
