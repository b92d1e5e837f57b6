package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Persister;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedTest {

    private static final HttpRequest REQUEST = get("https://h/known");

    private final Persister store = Persisters.inMemory();

    @ParameterizedTest
    @ValueSource(ints = {301, 304, 400, 401, 403, 404, 409, 429, 500, 503, 599})
    void responseOfAnyStatusIsRecordedAndReplayed(int status) {
        assertThat(record(Recorded.ERRORS, status).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        assertThat(replayed(1)).containsExactly(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 304, 400, 401, 403, 404, 409, 429, 500, 503, 599})
    void otherwiseOnlySuccessIsRecorded(int status) {
        Report report = record(Recorded.SUCCESS, status);

        assertThat(report.verdict()).isEqualTo(Verdict.LIVE);
        assertThat(report.counts().dropped()).isEqualTo(Map.of("status " + status, 1));
        assertThat(report.line("T#m")).endsWith(" :: T#m (vcr.record=errors records responses of any status)");
    }

    @Test
    void attemptsAreReplayedInTheirOrder() {
        record(Recorded.ERRORS, 429, 500, 500, 200);

        assertThat(replayed(4)).containsExactly(429, 500, 500, 200);
    }

    @Test
    void recordedErrorsAreReplayedWithoutTheOption() {
        record(Recorded.ERRORS, 404);

        try (Session session = Vcr.builder(store).build().open(ID)) {
            assertThat(session.decide(REQUEST)).isInstanceOf(Decision.Replay.class);
        }
    }

    @Test
    void failedTestSavesNoError() {
        Session session = open(Recorded.ERRORS);
        answer(session, status(404));

        assertThat(session.finish(Outcome.FAILED).verdict()).isEqualTo(Verdict.MISS_NOT_PERSISTED);
    }

    private Report record(Recorded recorded, int... statuses) {
        Session session = open(recorded);
        for (int status : statuses) {
            answer(session, status(status));
        }
        return session.finish(Outcome.PASSED);
    }

    private Session open(Recorded recorded) {
        return Vcr.builder(store)
                .mode(RecordMode.ONCE)
                .environment(Map.of())
                .record(recorded)
                .build()
                .open(ID);
    }

    private static void answer(Session session, HttpResponse response) {
        Exchanges.capture(((Decision.Live) session.decide(REQUEST)).capture(), response);
    }

    private List<Integer> replayed(int count) {
        try (Session session = Vcr.builder(store)
                .mode(RecordMode.NONE)
                .environment(Map.of())
                .build()
                .open(ID)) {
            return IntStream.range(0, count)
                    .map(i -> ((Decision.Replay) session.decide(REQUEST))
                            .episode()
                            .response()
                            .status())
                    .boxed()
                    .toList();
        }
    }
}
