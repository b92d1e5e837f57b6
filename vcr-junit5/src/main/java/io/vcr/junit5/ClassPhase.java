package io.vcr.junit5;

import io.vcr.Report;
import io.vcr.Session;
import io.vcr.junit5.internal.test.TestElement;
import io.vcr.junit5.internal.test.TestNames;
import java.util.List;
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
            Optional<Error> fault = end(session, List.of(e), context, run, test, startedNanos);
            if (e instanceof TestAbortedException && fault.isPresent()) {
                fault.get().addSuppressed(e);
                throw fault.get(); // an assumption about a response must not hide its refusal
            }
            fault.ifPresent(e::addSuppressed);
            throw e;
        }
        Optional<Error> fault = end(session, List.of(), context, run, test, startedNanos);
        if (fault.isPresent()) {
            throw fault.get();
        }
        return result;
    }

    private Optional<Error> end(
            Session session,
            List<Throwable> thrown,
            ExtensionContext context,
            Run run,
            Optional<TestConfiguration> test,
            long startedNanos) {
        String name = TestNames.label(TestElement.of(context), this.name);
        Faults faults = Faults.of(session, name, run, test, thrown);
        Report report = run.cassetteRules().report(session.finish(faults.outcome(thrown)));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        run.show(context, name, report, test, took, faults.warnings());
        return faults.asOne();
    }
}
