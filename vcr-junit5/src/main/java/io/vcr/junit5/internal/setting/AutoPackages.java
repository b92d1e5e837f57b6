package io.vcr.junit5.internal.setting;

import io.vcr.junit5.internal.test.TestClasses;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The packages whose tests have a cassette without an annotation: {@code com.acme.api} is one package,
 * {@code com.acme..} also its subpackages. Immutable.
 */
public record AutoPackages(List<String> patterns) {

    private static final String AND_BELOW = "..";

    public static AutoPackages of(Optional<String> setting) {
        List<String> patterns = setting.map(text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(pattern -> !pattern.isEmpty())
                        .toList())
                .orElse(List.of());
        for (String pattern : patterns) {
            if (!name(pattern).matches("[\\p{L}\\p{N}_$]+(\\.[\\p{L}\\p{N}_$]+)*")) {
                throw Setting.AUTO.invalid(pattern);
            }
        }
        return new AutoPackages(patterns);
    }

    private static String name(String pattern) {
        return pattern.endsWith(AND_BELOW) ? pattern.substring(0, pattern.length() - 2) : pattern;
    }

    /** Fails if the setting has no effect, because the live calls of these tests cost money. */
    public void check(boolean detected) {
        if (!patterns.isEmpty() && !detected) {
            throw new IllegalArgumentException(withoutEffect());
        }
    }

    public static String withoutEffect() {
        return "Setting %s (%s) has no effect because JUnit does not detect extensions; set %s = true"
                .formatted(Setting.AUTO.key, Setting.AUTO.variable, Settings.AUTODETECTION);
    }

    /**
     * Fails for a package without a class, such as one with a typing error, because its tests would silently go live.
     */
    public void check(TestClasses classes) {
        for (String pattern : patterns) {
            if (!classes.hasPackage(name(pattern))) {
                throw new IllegalArgumentException("Setting %s (%s): there is no class in %s%s"
                        .formatted(
                                Setting.AUTO.key,
                                Setting.AUTO.variable,
                                pattern,
                                NearestName.hint(name(pattern), classes.packages())));
            }
        }
    }

    public boolean covers(Class<?> type) {
        String name = type.getPackageName();
        return patterns.stream()
                .anyMatch(pattern -> name.equals(name(pattern))
                        || (pattern.endsWith(AND_BELOW) && name.startsWith(name(pattern) + ".")));
    }
}
