package io.vcr.junit5.internal.setting;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from the first source that has them: environment variable, system property, annotation,
 * {@code junit-platform.properties}. Immutable.
 */
public final class Settings {

    /** JUnit detects extensions in {@code META-INF/services} if this JUnit parameter is true. */
    static final String AUTODETECTION = "junit.jupiter.extensions.autodetection.enabled";

    private final Map<String, String> environment;
    private final Function<String, Optional<String>> systemProperties;
    private final Function<String, Optional<String>> configuration;

    public Settings(
            Map<String, String> environment,
            Function<String, Optional<String>> systemProperties,
            Function<String, Optional<String>> configuration) {
        this.environment = environment;
        this.systemProperties = systemProperties;
        this.configuration = configuration;
    }

    /** These settings without {@code junit-platform.properties}, which code overrides. */
    public Settings withoutConfiguration() {
        return new Settings(environment, systemProperties, key -> Optional.empty());
    }

    public Optional<String> find(Setting setting, Optional<String> annotated) {
        return said(environment.get(setting.variable))
                .or(() -> said(systemProperties.apply(setting.key).orElse("")))
                .or(() -> annotated.flatMap(Settings::said))
                .or(() -> said(configuration.apply(setting.key).orElse("")));
    }

    /** A blank value counts as absent, because many CI systems cannot unset a variable. */
    private static Optional<String> said(@Nullable String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    public Optional<String> find(Setting setting) {
        return find(setting, Optional.empty());
    }

    /** The values of the variables that {@link Setting#PLACEHOLDERS} names; one that is not set has none. */
    public SortedMap<String, String> placeholders() {
        SortedMap<String, String> values = new TreeMap<>();
        List<String> variables =
                find(Setting.PLACEHOLDERS).map(Setting.PLACEHOLDERS::variables).orElse(List.of());
        for (String variable : variables) {
            said(environment.get(variable)).ifPresent(value -> values.put("<" + variable + ">", value));
        }
        return values;
    }

    /** Tells whether JUnit registers the extension for all tests. */
    public boolean isDetected() {
        return systemProperties
                .apply(AUTODETECTION)
                .or(() -> configuration.apply(AUTODETECTION))
                .map(Boolean::parseBoolean)
                .orElse(false);
    }

    public boolean isOff() {
        return isOn(Setting.DISABLE);
    }

    /** Reads a flag. A value other than 1, true, 0 and false is an error; it would otherwise have no effect. */
    public boolean isOn(Setting flag) {
        return find(flag).map(flag::flag).orElse(false);
    }

    /** Fails for invalid values, before any of them is needed. */
    public void checkValues() {
        for (Setting setting : Setting.values()) {
            find(setting).ifPresent(setting::parse);
        }
    }

    /** Fails for unknown names with our prefixes, which would otherwise have no effect. */
    public static void checkNames(Collection<String> variables, Collection<String> keys) {
        List<String> unknown = new ArrayList<>();
        variables.stream()
                .filter(name -> name.startsWith("VCR_") && !name.startsWith(Setting.TEST_PREFIX))
                .filter(name -> Stream.of(Setting.values()).noneMatch(setting -> setting.variable.equals(name)))
                .forEach(name -> unknown.add(unknown("environment variable", name, setting -> setting.variable)));
        keys.stream()
                .filter(name -> name.startsWith("vcr.") && !words(name).startsWith(words(Setting.TEST_PREFIX)))
                .filter(name -> Stream.of(Setting.values()).noneMatch(setting -> setting.key.equals(name)))
                .forEach(name -> unknown.add(unknown("setting", name, setting -> setting.key)));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", unknown));
        }
    }

    private static String unknown(String kind, String name, Function<Setting, String> names) {
        Setting nearest = Stream.of(Setting.values())
                .min(Comparator.comparingInt(setting -> distance(words(name), setting)))
                .orElseThrow();
        return "Unknown %s %s; did you mean %s?".formatted(kind, name, names.apply(nearest));
    }

    /** The distance to the nearer of its two names: VCR_MODE means vcr.mode, whose variable has a different name. */
    private static int distance(String words, Setting setting) {
        return Math.min(
                NearestName.distance(words, words(setting.key)), NearestName.distance(words, words(setting.variable)));
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    }

    /** The settings that are known before the first test, which do not include the parameters of a launcher. */
    public static Settings beforeAnyTest(ClassLoader loader) {
        Properties file = properties(loader);
        return new Settings(
                System.getenv(),
                key -> Optional.ofNullable(System.getProperty(key)),
                key -> Optional.ofNullable(file.getProperty(key)));
    }

    /** The keys of our settings in the properties file of JUnit, which JUnit does not list. */
    public static Collection<String> propertyKeys(ClassLoader loader) {
        return properties(loader).stringPropertyNames();
    }

    private static Properties properties(ClassLoader loader) {
        Properties properties = new Properties();
        try (InputStream file = loader.getResourceAsStream("junit-platform.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException | IllegalArgumentException e) {
            return new Properties(); // JUnit itself reports an unreadable file
        }
        return properties;
    }
}
