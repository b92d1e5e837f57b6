package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.examples.sdk.LlmProvider.Treatment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider that fails, recorded with {@code vcr.record = errors} and replayed without it. */
@Timeout(120)
class SdkFailureTest extends ProviderRules {

    private static final int TO_THE_LAST = 10;

    private final Vcr recorder = vcr.toBuilder().record(Recorded.ERRORS).build();

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SdkCase.values());
    }

    static Stream<Arguments> sdksAndStreams() {
        return sdksAndWays().filter(arguments -> ((Way) arguments.get()[1]).streams());
    }

    /** The result of the application: an answer or an exception, and the pieces that it saw before. */
    private record End(@Nullable Object answer, @Nullable Throwable failure, int pieces, Report report) {}

    /** The same, before the session has ended. */
    private record Asked(@Nullable Object answer, @Nullable Throwable failure, int pieces) {

        End with(Report report) {
            return new End(answer, failure, pieces, report);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aProviderThatIsNotThereFailsTheSameInAReplay(SdkCase sdk, Way way) throws Exception {
        provider.close();
        End recorded = end(recorder, sdk, way);
        End replayed = end(none(), sdk, way);

        assertThat(recorded.failure).isNotNull();
        assertSame(recorded, replayed);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aProviderThatAlwaysFailsFailsTheSameInAReplay(SdkCase sdk, Way way) throws Exception {
        assertReplayed(sdk, way, Collections.nCopies(TO_THE_LAST, Treatment.BROKEN));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aProviderThatClosesTheConnectionFailsTheSameInAReplay(SdkCase sdk, Way way) throws Exception {
        assertReplayed(sdk, way, Collections.nCopies(TO_THE_LAST, Treatment.SILENT));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aRetryThatSucceedsSucceedsInAReplay(SdkCase sdk, Way way) throws Exception {
        assertReplayed(sdk, way, List.of(Treatment.RATE_LIMITED, Treatment.BROKEN));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndStreams")
    void aStreamThatIsCutIsCutAtTheSameEventInAReplay(SdkCase sdk, Way way) throws Exception {
        assertReplayed(sdk, way, List.of(Treatment.CUT_IN_MID_EVENT));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("sdksAndWays")
    void aKeyThatIsReplacedWhenItHasExpiredWorksInAReplay(SdkCase sdk, Way way) throws Exception {
        provider.treatNext(Treatment.UNAUTHORIZED);
        List<End> recorded = refreshed(recorder, sdk, way);
        provider.close();
        List<End> replayed = refreshed(none(), sdk, way);

        assertThat(recorded.get(0).failure).isNotNull();
        assertThat(recorded.get(1).failure).isNull();
        assertSame(recorded.get(0), replayed.get(0));
        assertSame(recorded.get(1), replayed.get(1));
    }

    private List<End> refreshed(Vcr configured, SdkCase sdk, Way way) throws Exception {
        Session session = configured.open("sdk");
        try {
            Asked refused = asked(sdk, way, Wiring.of(provider).withKey("an-old-key"));
            Asked answered = asked(sdk, way, Wiring.of(provider).withKey("a-new-key"));
            Report report = session.finish(Outcome.PASSED);
            return List.of(refused.with(report), answered.with(report));
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private void assertReplayed(SdkCase sdk, Way way, List<Treatment> treatments) throws Exception {
        treatments.forEach(provider::treatNext);
        End recorded = end(recorder, sdk, way);
        provider.close();
        assertSame(recorded, end(none(), sdk, way));
    }

    private static void assertSame(End recorded, End replayed) {
        assertThat(recorded.report.counts().dropped()).isEmpty();
        assertThat(recorded.report.counts().recorded()).isPositive();
        assertThat(replayed.report.counts().replayed())
                .isEqualTo(recorded.report.counts().recorded());
        assertThat(replayed.report.refusals()).isEmpty();
        // In a live call of the JDK's client the exception may overtake pieces that have arrived.
        assertThat(replayed.pieces).isGreaterThanOrEqualTo(recorded.pieces);
        assertThat(replayed.answer).isEqualTo(recorded.answer);
        if (recorded.failure == null) {
            assertThat(replayed.failure).isNull();
        } else {
            assertThat(types(Objects.requireNonNull(replayed.failure))).isEqualTo(types(recorded.failure));
        }
    }

    /** The exceptions of the SDK and of its client, without what the client has wrapped. */
    private static List<Class<?>> types(Throwable failure) {
        List<Class<?>> types = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            types.add(cause.getClass());
            if (cause instanceof IOException) {
                break;
            }
        }
        return types;
    }

    private Vcr none() {
        return recorder.toBuilder().mode(RecordMode.NONE).build();
    }

    private End end(Vcr configured, SdkCase sdk, Way way) throws Exception {
        Session session = configured.open("sdk");
        try {
            return asked(sdk, way, Wiring.of(provider)).with(session.finish(Outcome.PASSED));
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private static Asked asked(SdkCase sdk, Way way, Wiring wiring) throws Exception {
        int[] pieces = new int[1];
        try (Sdk client = sdk.with(wiring)) {
            Object answer = way.ask(client, "What is the weather in Paris?", () -> pieces[0]++);
            return new Asked(answer, null, pieces[0]);
        } catch (Exception e) {
            return new Asked(null, AttachedSdk.unwrapped(e), pieces[0]);
        }
    }
}
