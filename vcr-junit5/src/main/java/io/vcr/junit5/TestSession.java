package io.vcr.junit5;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.junit5.internal.test.TestElement;
import io.vcr.junit5.internal.test.TestNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The session of one test. It ends in two steps. JUnit closes it as a resource of the test's store, after the callbacks
 * of all extensions; this ends the interception, and an error still fails the test. JUnit calls watchers after all
 * resources are closed, when the outcome is known; this saves the recording.
 */
@SuppressWarnings("deprecation") // JUnit 5.10 closes a CloseableResource, JUnit 6 wants an AutoCloseable
final class TestSession implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    private final Optional<Session> before;
    private final Session session;
    private final ExtensionContext context;
    private final Run run;
    private final TestConfiguration test;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    private volatile List<String> warnings = List.of();

    /** The failures of dynamic tests that share this session, which JUnit does not report to the context of their factory. */
    private final List<Throwable> dynamicFailures = new CopyOnWriteArrayList<>();

    /** Opens the session. The thread may already be bound to a session of other code. */
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

    /** Runs a dynamic test of this factory, in a session of its own unless the factory has one for all. */
    void runDynamicTest(Invocation<Void> invocation, ExtensionContext dynamic) throws Throwable {
        if (test.hasDynamicCassettes()) {
            ClassPhase part = test.dynamicTest(dynamic);
            Session own = test.open(part);
            OpenSessions.partOf(own, session);
            part.run(invocation, own, context, run, Optional.of(test));
            return;
        }
        try (Session.Binding binding = session.bind()) {
            invocation.proceed();
        } catch (Throwable e) {
            dynamicFailures.add(e);
            throw e;
        }
    }

    @Override
    public void close() {
        List<Throwable> thrown = new ArrayList<>(dynamicFailures);
        context.getExecutionException().ifPresent(thrown::add);
        String name = TestNames.label(TestElement.of(context));
        Faults faults = Faults.of(session, name, run, Optional.of(test), thrown)
                .and(leftOpen(session.seal().bindings()));
        warnings = faults.warnings();
        if (AnnotationSupport.isAnnotated(context.getTestMethod(), TestFactory.class)) {
            run.ended(context, faults.outcome(thrown)); // JUnit does not call watchers for factories
        }
        Optional<Error> fault = faults.asOne();
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    /**
     * Fails a test that leaves a session or binding open, which would affect later tests, unless the test has already
     * failed.
     */
    private Optional<Error> leftOpen(int bindings) {
        List<String> left = new ArrayList<>();
        if (bindings > 0) {
            left.add("  bound   %d x %s   undo it: try (var binding = session.bind()) { ... }"
                    .formatted(bindings, session.id()));
        }
        Optional<Session> bound = OpenSessions.bound();
        while (bound.isPresent() && !bound.equals(before) && bound.get() != session) {
            Session other = bound.get();
            left.add("  open    " + other.id() + "   close it: try (Session session = vcr.open(..)) { ... }");
            other.finish(Outcome.FAILED);
            Optional<Session> next = OpenSessions.bound();
            bound = next.equals(bound) ? Optional.empty() : next; // stops at a session that stays bound after its close
        }
        return left.isEmpty() || context.getExecutionException().isPresent()
                ? Optional.empty()
                : Optional.of(new AssertionError(
                        "The test has left sessions or bindings open, which would affect later tests\n"
                                + String.join("\n", left)));
    }

    /** Saves the recording if the outcome allows it, and prints the report. A second call does nothing. */
    void ended(Outcome outcome) {
        if (ended.compareAndSet(false, true)) {
            run.show(
                    context,
                    TestNames.label(TestElement.of(context)),
                    run.cassetteRules().report(session.finish(outcome)),
                    Optional.of(test),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos),
                    warnings);
        }
    }
}
