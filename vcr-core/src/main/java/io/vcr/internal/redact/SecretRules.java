package io.vcr.internal.redact;

import io.vcr.internal.body.JsonPath;
import io.vcr.internal.shape.Catalogue;
import io.vcr.internal.shape.ShapeScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What counts as a secret. Immutable.
 *
 * @param scanner what looks like one
 * @param names what is called like one
 * @param values what is one, and what to write in its place
 * @param allowed whole texts that only look like one
 * @param keptPaths places of JSON bodies that stay as they are
 */
public record SecretRules(
        ShapeScanner scanner,
        SecretNames names,
        Map<String, Known> values,
        Set<String> allowed,
        List<JsonPath> keptPaths) {

    /**
     * A value that is known from the beginning.
     *
     * @param placeholder what to write in its place
     * @param description what to call it in a message
     */
    public record Known(String placeholder, String description) {}

    /** Nothing counts as a secret. */
    public static final SecretRules NOTHING =
            new SecretRules(ShapeScanner.NOTHING, SecretNames.NONE, Map.of(), Set.of(), List.of());

    private static final AtomicBoolean PREPARED = new AtomicBoolean();

    private static final int MIN_VARIABLE_LENGTH = 12;

    private static final class Holder {
        static final SecretRules STANDARD = of(System.getenv());
    }

    /** The catalogue, the names and an environment. */
    public static SecretRules of(Map<String, String> environment) {
        return new SecretRules(
                ShapeScanner.bundled(), SecretNames.standard(), ofVariables(environment), Set.of(), List.of());
    }

    /** The catalogue, the names and the environment of this process. */
    public static SecretRules standard() {
        return Holder.STANDARD;
    }

    /** Reads the catalogue on another thread, which ends then: a test framework starts its first test meanwhile. */
    public static void prepare() {
        if (!PREPARED.getAndSet(true)) {
            Thread thread = new Thread(ShapeScanner.bundled()::prepare, "vcr-catalogue");
            thread.setDaemon(true);
            thread.start();
        }
    }

    public SecretRules allowing(Set<String> texts) {
        Set<String> all = new LinkedHashSet<>(allowed);
        all.addAll(texts);
        Map<String, Known> rest = new LinkedHashMap<>(values);
        rest.keySet().removeAll(texts);
        return new SecretRules(scanner, names, rest, all, keptPaths);
    }

    /**
     * These rules without some: a path begins with {@code $}, a kind is one of the catalogue, anything else is a name.
     */
    public SecretRules keeping(List<String> namesKindsAndPaths) {
        Set<String> kinds = new LinkedHashSet<>();
        Set<String> kept = new LinkedHashSet<>();
        List<JsonPath> paths = new ArrayList<>(keptPaths);
        Set<String> known = Catalogue.bundled().ids();
        for (String each : namesKindsAndPaths) {
            if (each.startsWith("$")) {
                paths.add(JsonPath.of(each));
            } else if (known.contains(each)) {
                kinds.add(each);
            } else {
                kept.add(each);
            }
        }
        return new SecretRules(
                kinds.isEmpty() ? scanner : scanner.without(kinds),
                kept.isEmpty() ? names : names.without(kept),
                values,
                allowed,
                List.copyOf(paths));
    }

    boolean findsNothing() {
        return equals(NOTHING);
    }

    boolean isAllowed(String text) {
        return allowed.contains(text) || Placeholders.isPlaceholder(text);
    }

    /** The values of the variables that are named like credentials: the longest first. */
    static Map<String, Known> ofVariables(Map<String, String> environment) {
        Map<String, Known> values = new LinkedHashMap<>();
        environment.entrySet().stream()
                .filter(variable -> isCredential(variable.getKey()))
                .filter(variable -> variable.getValue().length() >= MIN_VARIABLE_LENGTH)
                .sorted(Comparator.<Map.Entry<String, String>>comparingInt(
                                variable -> -variable.getValue().length())
                        .thenComparing(Map.Entry::getKey))
                .forEach(variable -> values.putIfAbsent(variable.getValue(), known(variable.getKey())));
        return values;
    }

    private static Known known(String variable) {
        return new Known(
                "<" + SecretNames.label(variable) + "-1>", "the value of the environment variable " + variable);
    }

    private static boolean isCredential(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return name.endsWith("_KEY")
                || name.endsWith("TOKEN")
                || name.endsWith("SECRET")
                || name.endsWith("PASSWORD")
                || name.endsWith("_PASSWD")
                || name.endsWith("_DSN")
                || name.endsWith("CONNECTION_STRING");
    }
}
