package io.vcr.junit5.internal.setting;

import io.vcr.junit5.internal.test.TestClasses;
import io.vcr.junit5.internal.test.TestElement;
import io.vcr.junit5.internal.test.TestNames;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests that are opted out of having a cassette, with the reason. Immutable.
 *
 * @param pattern a class, {@code com.acme.ClockTest}; a method, {@code com.acme.ChatTest#streams}; or the end of the
 *     name of a test, {@code *Test#streams[2]}
 * @param reason the reason, which the summary shows
 * @param type the class that the pattern names, null for the end of a name
 */
public record OptOut(
        String pattern, String reason, @Nullable Class<?> type) {

    private static final Pattern INVOCATIONS = Pattern.compile("(\\[\\d+])+$");

    /** The list that a setting holds: {@code com.acme.ClockTest: needs the real clock; ...}. */
    public static List<OptOut> list(String setting, TestClasses classes) {
        List<OptOut> list = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (String entry : setting.split(";", -1)) {
            if (!entry.isBlank()) {
                try {
                    list.add(of(entry.strip(), classes));
                } catch (IllegalArgumentException e) {
                    errors.add(e.getMessage());
                }
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", errors));
        }
        return list;
    }

    private static OptOut of(String entry, TestClasses classes) {
        int colon = entry.indexOf(':');
        String pattern = (colon < 0 ? entry : entry.substring(0, colon)).strip();
        String reason = colon < 0 ? "" : entry.substring(colon + 1).strip();
        if (pattern.isEmpty() || reason.isEmpty()) {
            throw error(entry, "has no reason; write \"" + pattern + ": the reason\"");
        }
        if (pattern.startsWith("*")) {
            return new OptOut(checkedSuffix(pattern, classes), reason, null);
        }
        String name = typeName(pattern);
        Class<?> type = classes.load(name)
                .orElseThrow(() ->
                        error(pattern, "names a class that does not exist" + NearestName.hint(name, classes.names())));
        checkMethod(pattern, type);
        return new OptOut(pattern, reason, type);
    }

    private static String typeName(String pattern) {
        int hash = pattern.indexOf('#');
        return hash < 0 ? pattern : pattern.substring(0, hash);
    }

    /** Checks that the method exists. The number of its invocations is not known before the run. */
    private static void checkMethod(String pattern, Class<?> type) {
        int hash = pattern.indexOf('#');
        if (hash < 0) {
            return;
        }
        String wanted = withoutInvocations(pattern.substring(hash + 1));
        List<String> valid = TestClasses.tests(type).stream()
                .flatMap(method -> Stream.of(method.getName(), method.getName() + TestClasses.parameters(method)))
                .distinct()
                .toList();
        if (!valid.contains(wanted)) {
            throw error(
                    pattern,
                    "names a test that " + type.getName() + " does not have" + NearestName.hint(wanted, valid));
        }
    }

    private static String checkedSuffix(String pattern, TestClasses classes) {
        String wanted = withoutParameters(pattern.substring(1));
        boolean found = classes.names().stream()
                .filter(name -> name.endsWith(typeName(wanted).replace('/', '.')))
                .anyMatch(name -> wanted.indexOf('#') < 0
                        || classes.load(name).stream()
                                .flatMap(type -> TestClasses.tests(type).stream())
                                .anyMatch(method -> (name + "#" + method.getName()).endsWith(wanted)));
        if (!found) {
            List<String> valid =
                    classes.labels().stream().map(OptOut::simple).distinct().toList();
            throw error(pattern, "does not match the end of any test name" + NearestName.hint(wanted, valid));
        }
        return pattern;
    }

    /** Without the package. */
    private static String simple(String label) {
        return label.substring(label.lastIndexOf('.', label.indexOf('#')) + 1);
    }

    private static IllegalArgumentException error(String pattern, String problem) {
        return new IllegalArgumentException("Setting %s (%s): \"%s\" %s"
                .formatted(Setting.OPT_OUT.key, Setting.OPT_OUT.variable, pattern, problem));
    }

    private static String withoutInvocations(String name) {
        return INVOCATIONS.matcher(name).replaceFirst("");
    }

    private static String withoutParameters(String name) {
        return withoutInvocations(name).replaceFirst("\\(.*\\)$", "");
    }

    /** Tells whether the pattern covers a test, or code that runs once for a class. */
    public boolean covers(TestElement test) {
        Class<?> tested = test.type();
        if (type == null) {
            return names(test).stream().anyMatch(name -> name.endsWith(pattern.substring(1)));
        }
        if (pattern.indexOf('#') >= 0) {
            return type.isAssignableFrom(tested)
                    && names(test).contains(tested.getName() + pattern.substring(pattern.indexOf('#')));
        }
        return Stream.<Class<?>>iterate(tested, around -> around != null, Class::getEnclosingClass)
                .anyMatch(type::isAssignableFrom);
    }

    /** All names of a test: the class, the method, and the method with parameter types and invocation number. */
    private static List<String> names(TestElement test) {
        String type = test.type().getName();
        List<String> names = new ArrayList<>(List.of(type));
        Optional<Method> method = test.method();
        if (method.isPresent()) {
            String label = TestNames.label(test);
            String invocations = label.substring(withoutInvocations(label).length());
            String plain = type + "#" + method.get().getName();
            String typed = plain + TestClasses.parameters(method.get());
            names.addAll(List.of(label, plain, plain + invocations, typed, typed + invocations));
        }
        return names;
    }
}
