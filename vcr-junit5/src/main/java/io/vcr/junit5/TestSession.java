package io.vcr.junit5;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.RefusedRequestError;
import io.vcr.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * The session of one test. It ends in two steps. As a resource in the store of the test it is closed after every callback
 * of every extension, where an error still fails the test: that ends the interception. How the test has ended is known
 * only when all resources are closed, and JUnit tells its watchers: that saves.
 */
@SuppressWarnings("deprecation") // JUnit 5.10 closes a CloseableResource, JUnit 6 wants an AutoCloseable
final class TestSession implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    private final Optional<Session> before;
    private final Session session;
    private final ExtensionContext context;
    private final Run run;
    private final TestConfiguration test;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Those of dynamic tests, of which the context of their factory does not learn. */
    private final List<Throwable> dynamicFailures = new CopyOnWriteArrayList<>();

    /** Opens the session; the thread may be bound to one of somebody else. */
    TestSession(ExtensionContext context, Run run, TestConfiguration test) {
        this.before = OpenSessions.bound();
        this.session = test.open();
        this.context = context;
        this.run = run;
        this.test = test;
    }

    Session session() {
        return session;
    }

    /** Takes that a dynamic test of this factory has failed or was aborted. */
    void dynamicTestEnded(Throwable failure) {
        dynamicFailures.add(failure);
    }

    @Override
    public void close() {
        Session.Sealed sealed = session.seal();
        if (AnnotationSupport.isAnnotated(context.getTestMethod(), TestFactory.class)) {
            run.ended(context, factoryOutcome()); // watchers do not hear of factories
        }
        List<Error> faults = new ArrayList<>();
        if (!sealed.refusals().isEmpty()) {
            // Also in a test that was aborted: "skip it if the API is down" must not swallow a refusal.
            faults.add(new RefusedRequestError(sealed.refusals()));
        }
        leftOpen(sealed).ifPresent(faults::add);
        run.countLive(TestNames.label(TestElement.of(context)), unplanned(sealed))
                .ifPresent(faults::add);
        if (!faults.isEmpty()) {
            Error first = faults.get(0);
            faults.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private int unplanned(Session.Sealed sealed) {
        return test.isUnderCassette()
                ? TestReport.unplanned(sealed.counts())
                : Run.sum(run.unplanned(sealed.liveHosts()));
    }

    /** What a test leaves behind later tests would meet: it fails the one that has left it, unless that has failed anyway. */
    private Optional<Error> leftOpen(Session.Sealed sealed) {
        List<String> left = new ArrayList<>();
        if (sealed.bindings() > 0) {
            left.add("  bound   %d x %s   undo it: try (var binding = session.bind()) { ... }"
                    .formatted(sealed.bindings(), session.id()));
        }
        Optional<Session> bound = OpenSessions.bound();
        while (bound.isPresent() && !bound.equals(before) && bound.get() != session) {
            Session other = bound.get();
            left.add("  open    " + other.id() + "   close it: try (Session session = vcr.open(..)) { ... }");
            other.finish(Outcome.FAILED);
            Optional<Session> next = OpenSessions.bound();
            bound = next.equals(bound) ? Optional.empty() : next; // bound for ever: a closed session stays bound
        }
        return left.isEmpty() || context.getExecutionException().isPresent()
                ? Optional.empty()
                : Optional.of(new AssertionError(
                        "The test has left behind what later tests would meet\n" + String.join("\n", left)));
    }

    private Outcome factoryOutcome() {
        List<Throwable> failures = new ArrayList<>(dynamicFailures);
        context.getExecutionException().ifPresent(failures::add);
        if (failures.isEmpty()) {
            return Outcome.PASSED;
        }
        return failures.stream().allMatch(TestSession::isAborted) ? Outcome.ABORTED : Outcome.FAILED;
    }

    private static boolean isAborted(Throwable failure) {
        return failure instanceof TestAbortedException;
    }

    /** Saves what may be saved, and says what the session did. A second call does nothing. */
    void ended(Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            run.show(context, TestNames.label(TestElement.of(context)), session.finish(outcome), Optional.of(test));
        }
    }
}
