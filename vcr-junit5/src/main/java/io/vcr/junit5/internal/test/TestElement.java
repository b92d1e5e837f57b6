package io.vcr.junit5.internal.test;

import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test or its class, to which annotations and settings apply. Immutable.
 *
 * @param type the class of the test, which may have inherited it
 * @param method the method, empty for code that runs once for a class
 * @param uniqueId the unique id in JUnit, which distinguishes the invocations of a method
 */
public record TestElement(Class<?> type, Optional<Method> method, String uniqueId) {

    public static TestElement of(ExtensionContext context) {
        return new TestElement(context.getRequiredTestClass(), context.getTestMethod(), context.getUniqueId());
    }

    /** A test of this class before JUnit runs it, if it is invoked only once. */
    public TestElement test(Method test) {
        return new TestElement(type, Optional.of(test), uniqueId);
    }
}
