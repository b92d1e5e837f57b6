package io.vcr.cli.internal.project;

import io.vcr.SecretPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The values that a setting of the tests may have. The rules are those of {@code Setting} in {@code vcr-junit5}, which this
 * module does not bring along; a test compares them, value by value.
 *
 * @param description such as {@code a number}
 * @param rule whether a value is valid; may throw an exception for one that is not
 */
record SettingValues(String description, Predicate<String> rule) {

    private static final SettingValues TEXT = new SettingValues("a text", text -> true);
    private static final SettingValues FLAG = new SettingValues("1 or 0", text -> text.matches("1|0|true|false"));
    private static final SettingValues NUMBER = new SettingValues("a number", text -> Integer.parseInt(text) >= 0);
    private static final SettingValues FROM_1 =
            new SettingValues("a number of 1 or more", text -> Integer.parseInt(text) >= 1);
    private static final SettingValues FACTOR = new SettingValues(
            "a number such as 0 or 0.5",
            text -> Double.parseDouble(text) >= 0 && !Double.isInfinite(Double.parseDouble(text)));
    private static final SettingValues DURATION = new SettingValues("a duration such as PT24H", text -> {
        Duration duration = Duration.parse(text);
        return !duration.isZero() && !duration.isNegative();
    });
    private static final SettingValues PACKAGES = new SettingValues(
            "packages such as com.acme.api or com.acme.e2e.., separated by commas",
            text -> listed(text)
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .allMatch(name -> name.matches("[\\p{L}\\p{N}_$]+(\\.[\\p{L}\\p{N}_$]+)*(\\.\\.)?")));
    private static final SettingValues VARIABLES = new SettingValues(
            "names of environment variables, separated by commas",
            text -> listed(text).allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*")));
    private static final SettingValues KEPT =
            new SettingValues("names, kinds and JSON paths, separated by commas", text -> {
                SecretPolicy.redact().keeping(listed(text).toArray(String[]::new));
                return true;
            });

    /** {@code docs/settings.md} has the same names. */
    private static final Map<String, SettingValues> BY_NAME = Map.ofEntries(
            Map.entry("vcr.store", TEXT),
            Map.entry("vcr.auto", PACKAGES),
            Map.entry("vcr.opt-out", TEXT),
            Map.entry("vcr.mode", oneOf("none", "once", "new_episodes", "all")),
            Map.entry("vcr.record", oneOf("success", "errors")),
            Map.entry("vcr.disable", FLAG),
            Map.entry("vcr.verbose", FLAG),
            Map.entry("vcr.max-live-calls", NUMBER),
            Map.entry("vcr.report", TEXT),
            Map.entry("vcr.prices", TEXT),
            Map.entry("vcr.run", TEXT),
            Map.entry("vcr.max-episodes", FROM_1),
            Map.entry("vcr.max-request-body-bytes", FROM_1),
            Map.entry("vcr.ttl", DURATION),
            Map.entry("vcr.on-expired", oneOf("record", "warn", "fail")),
            Map.entry("vcr.repeats", oneOf("fail", "last", "cycle")),
            Map.entry("vcr.secrets", oneOf("redact", "refuse", "off")),
            Map.entry("vcr.keep", KEPT),
            Map.entry("vcr.placeholders", VARIABLES),
            Map.entry("vcr.max-age", DURATION),
            Map.entry("vcr.refresh", DURATION),
            Map.entry("vcr.refresh-budget", NUMBER),
            Map.entry("vcr.unplayed", oneOf("keep", "warn", "fail")),
            Map.entry("vcr.drift", oneOf("off", "report", "fail")),
            Map.entry("vcr.refusal", oneOf("response", "exception")),
            Map.entry("vcr.pace", FACTOR),
            Map.entry("vcr.pass-through-hosts", TEXT),
            Map.entry("vcr.ignore-localhost", FLAG),
            Map.entry("vcr.guard", oneOf("off", "report", "refuse")),
            Map.entry("vcr.guard.allow", TEXT),
            Map.entry("vcr.agent", oneOf("optional", "required", "attach")));

    private static SettingValues oneOf(String... names) {
        return new SettingValues(
                String.join(", ", names), text -> List.of(names).contains(text.toLowerCase(Locale.ROOT)));
    }

    private static Stream<String> listed(String text) {
        return Stream.of(text.split("\\s*,\\s*"));
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** Empty for a name that is none. */
    static Optional<SettingValues> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    boolean areValid(String value) {
        try {
            return rule.test(value);
        } catch (RuntimeException e) { // of a number, a duration or a path
            return false;
        }
    }
}
