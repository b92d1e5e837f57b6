package io.vcr.junit5;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.junit5.internal.test.TestElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Opens a session before each test, and ends it with the outcome of the test after all other extensions.
 *
 * <p>{@link UseCassette} registers it; settings configure the store and all other options. To configure it in code:
 * {@code @RegisterExtension static VcrExtension vcr = VcrExtension.using(Vcr.builder(persister).build());}, which
 * applies to all tests of the class. If JUnit detects extensions automatically
 * ({@code junit.jupiter.extensions.autodetection.enabled}), the tests of the packages in {@code vcr.auto} need no
 * annotation, and requests of other tests through a shared adapter are counted. A test may declare a parameter of type
 * {@link Session}.
 */
public final class VcrExtension
        implements BeforeAllCallback, BeforeEachCallback, TestWatcher, ParameterResolver, InvocationInterceptor {

    private static final Namespace NAMESPACE = Namespace.create(VcrExtension.class);

    private final @Nullable Vcr configured;

    /** For JUnit, which creates it for {@link UseCassette}. */
    public VcrExtension() {
        this.configured = null;
    }

    private VcrExtension(Vcr configured) {
        this.configured = configured;
    }

    /**
     * Returns an extension that is configured in code, for all tests of a class. Annotations, system properties and
     * environment variables override the configuration.
     *
     * @param vcr the configuration; its persister is not closed
     * @return an extension to be registered with {@code @RegisterExtension}
     */
    public static VcrExtension using(Vcr vcr) {
        return new VcrExtension(vcr);
    }

    /**
     * JUnit registers the extension of an annotated class, or of all classes, before the extension that is configured
     * in code; the latter counts. Invalid settings fail the class here, before its first test runs.
     */
    @Override
    public void beforeAll(ExtensionContext context) {
        Run run = Run.of(context, NAMESPACE);
        if (configured != null) {
            context.getStore(NAMESPACE).put(VcrExtension.class, this);
        }
        if (!isSuperseded(context) && (configured != null || !isConfiguredInCode(context.getRequiredTestClass()))) {
            run.prefetch(TestElement.of(context), Optional.ofNullable(configured));
        }
    }

    /**
     * Tells whether an extension in a static field will replace the one of the annotation, which is not registered yet.
     */
    private static boolean isConfiguredInCode(Class<?> type) {
        return AnnotationSupport.findAnnotatedFields(
                                type,
                                RegisterExtension.class,
                                field -> field.getType() == VcrExtension.class
                                        && Modifier.isStatic(field.getModifiers()))
                        .size()
                > 0;
    }

    private boolean isSuperseded(ExtensionContext context) {
        VcrExtension chosen = context.getStore(NAMESPACE).get(VcrExtension.class, VcrExtension.class);
        return chosen != null && chosen != this;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (isSuperseded(context)) {
            return;
        }
        if (testSession(context).isPresent()) {
            throw new IllegalStateException(
                    "The test already has a session; beside @UseCassette or vcr.auto a VcrExtension must be in a static"
                            + " field");
        }
        Run run = Run.of(context, NAMESPACE);
        TestConfiguration test = new TestConfiguration(TestElement.of(context), run, Optional.ofNullable(configured));
        if (test.isUnderCassette() || !run.settings().isOff()) {
            TestSession started = new TestSession(context, run, test);
            context.getStore(NAMESPACE).put(TestSession.class, started);
            run.started(context, started);
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        Run.of(context, NAMESPACE).ended(context, Outcome.PASSED);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        Run.of(context, NAMESPACE).ended(context, Outcome.ABORTED);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        Run.of(context, NAMESPACE).ended(context, cause == null ? Outcome.FAILED : Faults.outcome(cause));
    }

    private static Optional<TestSession> testSession(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(TestSession.class, TestSession.class));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Session.class && !isSuperseded(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return testSession(context)
                .map(TestSession::session)
                .orElseThrow(() -> new ParameterResolutionException(
                        "A Session parameter is available from @BeforeEach on, not in a constructor or @BeforeAll"));
    }

    /** JUnit constructs the test instance before the test has a context, so the requests of a constructor go live. */
    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> constructor, ExtensionContext context)
            throws Throwable {
        Run run = Run.of(context, NAMESPACE);
        if (isSuperseded(context) || run.settings().isOff()) {
            return invocation.proceed();
        }
        return ClassPhase.CONSTRUCTOR.run(invocation, run.openOutside(), context, run, Optional.empty());
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedOnce(invocation, method.getExecutable().getName() + "@BeforeAll", context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceedOnce(invocation, method.getExecutable().getName() + "@AfterAll", context);
    }

    private void proceedOnce(Invocation<Void> invocation, String name, ExtensionContext context) throws Throwable {
        Run run = Run.of(context, NAMESPACE);
        TestConfiguration test = new TestConfiguration(TestElement.of(context), run, Optional.ofNullable(configured));
        if (isSuperseded(context) || (!test.isUnderCassette() && run.settings().isOff())) {
            invocation.proceed();
            return;
        }
        ClassPhase phase = new ClassPhase(name);
        phase.run(invocation, test.open(phase), context, run, Optional.of(test));
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        return proceed(invocation, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        Optional<TestSession> factory = testSession(context);
        if (factory.isEmpty()) {
            invocation.proceed();
        } else {
            factory.get().runDynamicTest(invocation, context);
        }
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, context);
    }

    /**
     * Binds the session to the current thread: a preemptive timeout runs the method on another thread than the one that
     * opened the session.
     */
    private static <T> T proceed(Invocation<T> invocation, ExtensionContext context) throws Throwable {
        Optional<TestSession> test = testSession(context);
        if (test.isEmpty()) {
            return invocation.proceed();
        }
        try (Session.Binding binding = test.get().session().bind()) {
            return invocation.proceed();
        }
    }
}
