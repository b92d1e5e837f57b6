package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.RecordMode.ALL;
import static io.vcr.RecordMode.NEW_EPISODES;
import static io.vcr.RecordMode.NONE;
import static io.vcr.RecordMode.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.CassetteRuns.Run;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Filter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What vcrpy's tests say of record modes, sequences and sessions; the numbers are those of docs/conformance.md. */
class VcrpyConformanceModesTest {

    private static final HttpRequest A = get("https://h/a");
    private static final HttpRequest B = get("https://h/b");

    private final CassetteRuns cassette = new CassetteRuns();

    @Test
    void c01OnceRecordsFirstAndReplaysThen() throws IOException {
        assertThat(cassette.run(ONCE, A).answers()).containsExactly("live 1");
        assertThat(cassette.run(ONCE, A, B).answers()).containsExactly("live 1", "refused");
    }

    @Test
    void c02OnceReplaysEqualRequestsInRecordedOrder() throws IOException {
        cassette.run(ONCE, A, A);

        assertThat(cassette.run(ONCE, A, A).answers()).containsExactly("live 1", "live 2");
    }

    @Test
    void c04NewEpisodesReplaysTheKnownAndAddsTheUnknown() throws IOException {
        cassette.run(NEW_EPISODES, A);

        Run second = cassette.run(NEW_EPISODES, A, B);

        assertThat(second.answers()).containsExactly("live 1", "live 2");
        assertThat(second.report().counts().replayed()).isEqualTo(1);
        assertThat(second.report().verdict()).isEqualTo(Verdict.PARTIAL);
        assertThat(cassette.run(NONE, A, B).answers()).containsExactly("live 1", "live 2");
    }

    @Test
    void c05NewEpisodesAddsWhatGoesBeyondTheRecordedNumber() throws IOException {
        cassette.run(NEW_EPISODES, A);
        cassette.run(NEW_EPISODES, A, A);

        assertThat(cassette.run(ONCE, A, A, A).answers()).containsExactly("live 1", "live 2", "refused");
    }

    @Test
    void c06AllNeverReplays() throws IOException {
        cassette.run(ONCE, A);

        Run second = cassette.run(ALL, A);

        assertThat(second.answers()).containsExactly("live 2");
        assertThat(second.report().counts().replayed()).isZero();
    }

    @Test
    void c07AllReplacesWhereVcrpyAppends() throws IOException {
        cassette.run(ONCE, A, B);
        cassette.run(ALL, A);

        assertThat(cassette.run(NONE, A, A, B).answers()).containsExactly("live 3", "refused", "refused");
    }

    @Test
    void c11InNoneAnIgnoredHostGoesLiveOnlyIfItWasNamed() throws IOException {
        HttpRequest token = get("https://oauth2.googleapis.com/token");

        assertThat(cassette.run(ONCE, token).answers()).containsExactly("live 1");
        assertThat(cassette.run(NONE, token).answers()).containsExactly("refused");
        assertThat(cassette.run(cassette.mode(NONE).passThroughHosts("oauth2.googleapis.com"), token)
                        .answers())
                .containsExactly("live 2");
    }

    @Test
    void c13RepeatsPlayOneEpisodeAgainAndCountEveryTime() throws IOException {
        cassette.run(ONCE, A, B);
        Vcr.Builder repeating = cassette.mode(NONE).repeats(Repeats.LAST);

        Run second = cassette.run(repeating, A, A, A);

        assertThat(second.answers()).containsOnly("live 1");
        assertThat(second.report().counts().replayed()).isEqualTo(3);
        assertThat(second.report().counts().unplayed()).isEqualTo(1);
        assertThat(cassette.run(repeating, A, B, A).report().counts().unplayed())
                .isZero();
        assertThat(cassette.run(repeating.repeats(Repeats.FAIL), A, A).answers())
                .containsExactly("live 1", "refused");
    }

    @ParameterizedTest
    @CsvSource({"LAST, live 3", "CYCLE, live 1", "FAIL, refused"})
    void c14RepeatsFollowTheSequenceWhereVcrpyRepeatsItsFirst(Repeats repeats, String fourth) throws IOException {
        cassette.run(ONCE, A, A, A);

        assertThat(cassette.run(cassette.mode(NONE).repeats(repeats), A, A, A, A)
                        .answers())
                .containsExactly("live 1", "live 2", "live 3", fourth);
    }

    @Test
    void c15AnotherSessionBeginsAtTheFirstEpisode() throws IOException {
        cassette.run(ONCE, A, A);

        for (int session = 0; session < 2; session++) {
            Run one = cassette.run(NONE, A);
            assertThat(one.answers()).containsExactly("live 1");
            assertThat(one.report().counts().unplayed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, once", "false, new_episodes", "true, new_episodes"})
    void c16EqualNewRequestsGoLiveWhetherOrNotACassetteWasStored(boolean stored, String mode) throws IOException {
        if (stored) {
            cassette.store(episode(B, "b"));
        }

        assertThat(cassette.run(RecordMode.of(mode), A, A, A).answers()).containsExactly("live 1", "live 2", "live 3");
    }

    @Test
    void c17WhereOnlyTheMethodCountsTheSameUrlGoesFirstAndOthersReplayInRecordedOrder() throws IOException {
        cassette.run(ONCE, A, B, A);
        Vcr.Builder byMethod = cassette.mode(NONE).matchers(List.of(Matchers.method()));
        HttpRequest other = get("https://h/other");

        assertThat(cassette.run(byMethod, B, other, other, A).answers())
                .containsExactly("live 2", "live 1", "live 3", "refused");
    }

    @Test
    void c18AStoredCassetteListsItsEpisodes() throws IOException {
        cassette.run(ONCE, A, B, A);

        assertThat(cassette.stored())
                .filteredOn(episode -> episode.request().equals(A))
                .extracting(episode -> episode.response().body().text().orElseThrow())
                .containsExactly("live 1", "live 3");
    }

    @Test
    void c19UnplayedEpisodesAreCountedAndStay() throws IOException {
        cassette.run(ONCE, A, B);

        assertThat(cassette.run(NEW_EPISODES, A, get("https://h/new"))
                        .report()
                        .counts()
                        .unplayed())
                .isEqualTo(1);
        assertThat(cassette.stored())
                .extracting(episode -> episode.request().uri().path())
                .containsExactly("/a", "/b", "/new");
    }

    @Test
    void c19ASessionWithoutRequestsDoesNotEmptyTheCassette() throws IOException {
        cassette.run(ONCE, A);
        cassette.run(ALL);

        assertThat(cassette.stored()).hasSize(1);
    }

    @Test
    void c20AnEpisodeIsPlayedIfItMatchesAfterTheFilters() throws IOException {
        Filter withoutQuery = new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                return request.withUri(request.uri().withQuery(""));
            }
        };
        cassette.run(cassette.mode(NEW_EPISODES).filter(withoutQuery), get("https://h/a?run=1"));

        Report.Counts counts = cassette.run(cassette.mode(NEW_EPISODES).filter(withoutQuery), get("https://h/a?run=2"))
                .report()
                .counts();

        assertThat(List.of(counts.replayed(), counts.recorded(), counts.unplayed()))
                .containsExactly(1, 0, 0);
    }

    @Test
    void c51OptionsOfOneCassetteOverrideTheDefaultsAndMayTakeThemAway() throws IOException {
        Filter dropping = new Filter() {
            @Override
            public Optional<String> dropReason(HttpRequest request, HttpResponse response) {
                return Optional.of("never");
            }
        };
        Vcr defaults = cassette.mode(ONCE).filters(List.of(dropping)).build();

        assertThat(cassette.run(defaults.toBuilder(), A).report().counts().recorded())
                .isZero();
        assertThat(cassette.run(defaults.toBuilder().filters(List.of()), A)
                        .report()
                        .counts()
                        .recorded())
                .isEqualTo(1);
    }

    @Test
    void c67OneVcrServesManySessionsAndSessionsInSessions() throws IOException {
        Vcr vcr = cassette.mode(NEW_EPISODES).build();
        try (Session outer = vcr.open(ID)) {
            cassette.answer(outer, A);
            assertThat(cassette.run(vcr.toBuilder(), B).answers()).containsExactly("live 2");
            assertThat(cassette.answer(outer, B)).isEqualTo("live 3");
        }

        assertThat(cassette.run(vcr.toBuilder(), A, B, B).answers())
                .containsExactlyInAnyOrder("live 1", "live 2", "live 3");
    }
}
