package io.vcr.junit5;

import io.vcr.Outcome;
import io.vcr.RefusedRequestError;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.junit5.internal.report.TestReport;
import io.vcr.junit5.internal.test.TestElement;
import io.vcr.junit5.internal.test.TestNames;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.opentest4j.TestAbortedException;

/**
 * Code that JUnit tells of when it is called, and not when it has ended: a method that is called once for a class, a
 * constructor, which JUnit calls before the test has a context, or a dynamic test. It has a session of its own, which ends
 * with it.
 *
 * @param name the name in cassette ids and verdict lines, such as {@code connect@BeforeAll}
 */
record ClassPhase(String name) {

    static final ClassPhase CONSTRUCTOR = new ClassPhase("constructor");

    /** The name of the method: {@code connect}, of a dynamic test that of its factory. */
    String method() {
        return name.split("[@(\\[]", -1)[0];
    }

    /** Runs the code in a session and saves the session if the code succeeds; a refusal fails the class or the dynamic test. */
    <T> T run(
            Invocation<T> invocation,
            Session session,
            ExtensionContext context,
            Run run,
            Optional<TestConfiguration> test)
            throws Throwable {
        long startedNanos = System.nanoTime();
        T result;
        try {
            result = invocation.proceed();
        } catch (Throwable e) {
            Outcome outcome = e instanceof TestAbortedException ? Outcome.ABORTED : Outcome.FAILED;
            Optional<Error> fault = end(session, outcome, context, run, test, startedNanos);
            if (outcome == Outcome.ABORTED && fault.isPresent()) {
                throw fault.get(); // an assumption about a response must not hide its refusal
            }
            fault.ifPresent(e::addSuppressed);
            throw e;
        }
        Outcome outcome = session.seal().refusals().isEmpty() ? Outcome.PASSED : Outcome.FAILED;
        Optional<Error> fault = end(session, outcome, context, run, test, startedNanos);
        if (fault.isPresent()) {
            throw fault.get();
        }
        return result;
    }

    private Optional<Error> end(
            Session session,
            Outcome outcome,
            ExtensionContext context,
            Run run,
            Optional<TestConfiguration> test,
            long startedNanos) {
        String name = TestNames.label(TestElement.of(context), this.name);
        Optional<TestConfiguration> underCassette = test.filter(TestConfiguration::isUnderCassette);
        CassetteRules.Breaches breaches = underCassette
                .filter(configuration -> outcome == Outcome.PASSED)
                .map(configuration -> run.cassetteRules().check(session, configuration.rerun()))
                .orElse(CassetteRules.Breaches.NONE);
        Report report = run.cassetteRules().report(session.finish(breaches.keepsTheOld() ? Outcome.FAILED : outcome));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        run.show(context, name, report, test, took, breaches.warnings());
        boolean cassette = underCassette.isPresent();
        int unplanned = cassette ? TestReport.unplanned(report.counts()) : Run.sum(run.unplanned(report.liveHosts()));
        Optional<Error> tooMany = run.countLive(
                        name, unplanned, report.counts().unseen().keySet())
                .map(error -> error);
        if (!report.refusals().isEmpty()) {
            return Optional.of(new RefusedRequestError(report.refusals()));
        }
        return breaches.errors().stream().<Error>map(error -> error).findFirst().or(() -> tooMany);
    }
}
