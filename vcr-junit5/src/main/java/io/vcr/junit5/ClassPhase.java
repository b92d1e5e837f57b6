package io.vcr.junit5;

import io.vcr.Outcome;
import io.vcr.RefusedRequestError;
import io.vcr.Report;
import io.vcr.Session;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

/**
 * What runs for a class and not for one test: a method that is called once, or a constructor, which JUnit calls before
 * there is a test. It has a session of its own, which ends with it.
 *
 * @param name what it is called in cassette ids and lines, such as {@code connect@BeforeAll}
 */
record ClassPhase(String name) {

    static final ClassPhase CONSTRUCTOR = new ClassPhase("constructor");

    /** Runs it under a session, which is saved if it succeeds; a refusal fails the class. */
    <T> T run(
            Invocation<T> invocation,
            Session session,
            ExtensionContext context,
            Run run,
            Optional<TestConfiguration> test)
            throws Throwable {
        String name = TestNames.label(context, this);
        T result;
        try {
            result = invocation.proceed();
        } catch (Throwable e) {
            run.show(context, name, session.finish(Outcome.FAILED), test);
            throw e;
        }
        Session.Sealed sealed = session.seal();
        Report report = session.finish(sealed.refusals().isEmpty() ? Outcome.PASSED : Outcome.FAILED);
        run.show(context, name, report, test);
        if (!report.refusals().isEmpty()) {
            throw new RefusedRequestError(report.refusals());
        }
        boolean cassette = test.filter(TestConfiguration::isUnderCassette).isPresent();
        int unplanned = cassette ? TestReport.unplanned(report.counts()) : Run.sum(run.unplanned(report.liveHosts()));
        Optional<LiveCallsError> tooMany = run.countLive(name, unplanned);
        if (tooMany.isPresent()) {
            throw tooMany.get();
        }
        return result;
    }
}
