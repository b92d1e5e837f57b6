package io.vcr.junit5.internal.test;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The names of a test in cassette ids, verdict lines and commands. They are the same for every retry of an invocation, and do
 * not depend on display names, which may contain secrets, except for dynamic tests.
 */
public final class TestNames {

    private static final Pattern DYNAMIC = Pattern.compile("\\[dynamic-(?:test|container):#(\\d+)]");

    /** The longest part of a display name in the name of a cassette. */
    private static final int MAX_DISPLAY_NAME = 40;

    private static final Pattern INVOCATION = Pattern.compile("-invocation:#(\\d+)]");

    /** Annotations of other libraries whose invocations are attempts at one test and share its cassette. */
    private static final Set<String> RETRIES = Set.of("org.junitpioneer.jupiter.RetryingTest");

    private TestNames() {}

    /** Such as {@code com/acme/ChatTest.Streaming/answers(String)[2]}. */
    public static String cassette(TestElement test, String classDirectory) {
        return directory(test, classDirectory) + "/" + method(test);
    }

    /** Such as {@code com/acme/ChatTest/connect@BeforeAll}: a method that runs once for the tests of a class. */
    public static String cassette(TestElement type, String classDirectory, String phase) {
        return directory(type, classDirectory) + "/" + phase;
    }

    /**
     * The name of a dynamic test, such as {@code sample[2]}: its factory, and its position in the factory and its containers.
     *
     * @param uniqueId the unique id of the dynamic test
     */
    public static String dynamic(TestElement factory, String uniqueId) {
        return method(factory)
                + DYNAMIC.matcher(uniqueId)
                        .results()
                        .map(found -> "[" + found.group(1) + "]")
                        .collect(Collectors.joining());
    }

    /** A display name as a part of a name, such as {@code -pays-with-a-card}; empty if nothing of it can be one. */
    public static String suffix(String displayName) {
        String plain = displayName.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        String cut = plain.substring(0, Math.min(MAX_DISPLAY_NAME, plain.length()));
        return cut.isEmpty() ? "" : "-" + cut;
    }

    private static String directory(TestElement element, String classDirectory) {
        return classDirectory.isEmpty() ? path(element.type()) : classDirectory;
    }

    /** Such as {@code com.acme.ChatTest$Streaming#answers(String)[2]}. */
    public static String label(TestElement test) {
        return test.type().getName() + "#" + method(test);
    }

    /** Such as {@code com.acme.ChatTest#connect@BeforeAll}. */
    public static String label(TestElement type, String phase) {
        return type.type().getName() + "#" + phase;
    }

    private static String path(Class<?> type) {
        String name = type.getName();
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot + 1).replace('.', '/')
                + name.substring(dot + 1).replace('$', '.');
    }

    private static String method(TestElement test) {
        Method method = test.method().orElseThrow();
        StringBuilder name = new StringBuilder(method.getName());
        List<Method> overloads = overloads(test.type(), method);
        if (!overloads.isEmpty()) {
            String types = types(method, Class::getSimpleName);
            boolean twins = overloads.stream()
                    .anyMatch(other -> types(other, Class::getSimpleName).equals(types));
            name.append(twins ? types(method, Class::getName) : types);
        }
        List<String> invocations = INVOCATION
                .matcher(test.uniqueId())
                .results()
                .map(found -> "[" + found.group(1) + "]")
                .toList();
        int count = isRetried(method) ? Math.max(0, invocations.size() - 1) : invocations.size();
        invocations.stream().limit(count).forEach(name::append);
        return name.toString();
    }

    public static boolean isRetried(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation ->
                        RETRIES.contains(annotation.annotationType().getName()));
    }

    private static String types(Method method, Function<Class<?>, String> name) {
        return Arrays.stream(method.getParameterTypes()).map(name).collect(Collectors.joining(",", "(", ")"));
    }

    private static List<Method> overloads(Class<?> type, Method method) {
        List<Method> overloads = new ArrayList<>();
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Method other : declaring.getDeclaredMethods()) {
                boolean test = other.getName().equals(method.getName())
                        && !other.isSynthetic()
                        && AnnotationSupport.isAnnotated(other, Testable.class);
                if (test && !Arrays.equals(other.getParameterTypes(), method.getParameterTypes())) {
                    overloads.add(other);
                }
            }
        }
        return overloads;
    }
}
