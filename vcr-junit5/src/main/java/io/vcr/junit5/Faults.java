package io.vcr.junit5;

import io.vcr.Outcome;
import io.vcr.RefusedRequestError;
import io.vcr.Session;
import io.vcr.junit5.internal.report.TestReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * What is wrong at the end of a session, beside what the code under test has thrown. They are found before the session
 * learns its outcome, because they decide it too. Immutable.
 *
 * @param errors each of them fails the test
 * @param warnings to be shown with the report of the session
 */
record Faults(List<Error> errors, List<String> warnings) {

    /** Copies the lists. */
    Faults {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /**
     * Examines a session, which it seals, and counts its live calls.
     *
     * @param name the test in the list of live calls
     * @param test empty for code that has no cassette
     * @param thrown what the code under test has thrown. Then it has not come to the end of its cassette.
     */
    static Faults of(Session session, String name, Run run, Optional<TestConfiguration> test, List<Throwable> thrown) {
        Session.Sealed sealed = session.seal();
        List<Error> errors = new ArrayList<>();
        if (!sealed.refusals().isEmpty()) {
            // Also for an aborted test: an assumption such as "skip if the API is down" must not hide a refusal.
            errors.add(new RefusedRequestError(sealed.refusals()));
        }
        Optional<TestConfiguration> underCassette = test.filter(TestConfiguration::isUnderCassette);
        CassetteRules.Breaches breaches = underCassette
                .filter(configuration -> thrown.isEmpty() && errors.isEmpty())
                .map(configuration -> run.cassetteRules().check(session, configuration.rerun()))
                .orElse(CassetteRules.Breaches.NONE);
        errors.addAll(breaches.errors());
        int unplanned = underCassette.isPresent()
                ? TestReport.unplanned(sealed.counts())
                : Run.sum(run.unplanned(sealed.liveHosts()));
        run.countLive(name, unplanned, sealed.counts().unseen().keySet()).ifPresent(errors::add);
        return new Faults(errors, breaches.warnings());
    }

    Faults and(Optional<Error> error) {
        return new Faults(Stream.concat(errors.stream(), error.stream()).toList(), warnings);
    }

    /** The outcome of code that has thrown this, if these faults are all that is wrong beside it. */
    Outcome outcome(List<Throwable> thrown) {
        return outcome(Stream.concat(thrown.stream(), errors.stream()));
    }

    /** The outcome of a test that JUnit has failed, after all extensions. */
    static Outcome outcome(Throwable failure) {
        return outcome(Stream.of(failure));
    }

    /** What a test has recorded is saved if it has only broken rules of the run, so that the next run replays it. */
    private static Outcome outcome(Stream<? extends Throwable> wrong) {
        List<? extends Throwable> all = wrong.toList();
        if (all.stream().allMatch(Faults::isRunRule)) {
            return Outcome.PASSED;
        }
        return all.stream().allMatch(TestAbortedException.class::isInstance) ? Outcome.ABORTED : Outcome.FAILED;
    }

    private static boolean isRunRule(Throwable failure) {
        return failure instanceof RunRuleError
                && Stream.of(failure.getSuppressed()).allMatch(Faults::isRunRule);
    }

    /** The first error, with the others as suppressed. */
    Optional<Error> asOne() {
        Optional<Error> first = errors.stream().findFirst();
        errors.stream().skip(1).forEach(other -> first.orElseThrow().addSuppressed(other));
        return first;
    }
}
