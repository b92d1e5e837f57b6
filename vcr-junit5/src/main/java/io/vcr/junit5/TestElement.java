package io.vcr.junit5;

import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What annotations and settings speak of: a test, or its class. Immutable.
 *
 * @param type the class of the test, which may have inherited it
 * @param method the method, empty for what runs once for a class
 * @param uniqueId what JUnit calls it; tells invocations of a method apart
 */
record TestElement(Class<?> type, Optional<Method> method, String uniqueId) {

    static TestElement of(ExtensionContext context) {
        return new TestElement(context.getRequiredTestClass(), context.getTestMethod(), context.getUniqueId());
    }

    /** A test of this class before JUnit runs it, if it is invoked once. */
    TestElement test(Method test) {
        return new TestElement(type, Optional.of(test), uniqueId);
    }
}
