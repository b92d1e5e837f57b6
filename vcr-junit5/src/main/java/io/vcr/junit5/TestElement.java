package io.vcr.junit5;

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
record TestElement(Class<?> type, Optional<Method> method, String uniqueId) {

    static TestElement of(ExtensionContext context) {
        return new TestElement(context.getRequiredTestClass(), context.getTestMethod(), context.getUniqueId());
    }

    /** A test of this class before JUnit runs it, if it is invoked only once. */
    TestElement test(Method test) {
        return new TestElement(type, Optional.of(test), uniqueId);
    }
}
