package io.vcr.cli.internal.project;

import io.vcr.cli.internal.project.Finding.Level;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.cli.internal.text.Transcript;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** The settings of the tests of a module: those of its {@code junit-platform.properties}, and variables. Immutable. */
public final class TestSettings {

    public static final Path FILE = Path.of("src/test/resources/junit-platform.properties");

    private final Map<String, String> ofFile;
    private final Map<String, String> variables;

    private TestSettings(Map<String, String> ofFile, Map<String, String> variables) {
        this.ofFile = ofFile;
        this.variables = variables;
    }

    public static TestSettings of(Path module, Map<String, String> environment) throws IOException {
        Properties properties = new Properties();
        Path file = module.resolve(FILE);
        if (Files.exists(file)) {
            try (Reader text = Files.newBufferedReader(file)) {
                properties.load(text);
            }
        }
        Map<String, String> ofFile = new TreeMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("vcr."))
                .forEach(name -> ofFile.put(name, properties.getProperty(name)));
        Map<String, String> variables = new TreeMap<>(environment);
        variables.keySet().removeIf(name -> !name.startsWith("VCR_") || name.startsWith("VCR_TEST_"));
        return new TestSettings(ofFile, variables);
    }

    public static Set<String> names() {
        return SettingValues.names();
    }

    /** The name of the variable of a setting. */
    public static String variable(String name) {
        return name.equals("vcr.mode")
                ? "VCR_RECORD_MODE"
                : name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The value of a setting; a variable goes before the file, and a blank value is none. */
    public Optional<String> get(String name) {
        return Optional.of(variables.getOrDefault(variable(name), ""))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(ofFile.get(name)).filter(value -> !value.isBlank()))
                .map(String::strip);
    }

    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        ofFile.forEach((name, value) -> {
            if (names().contains(name)) {
                examine(name, name, value, findings);
            } else {
                findings.add(unknown(name, names().stream().toList()));
            }
        });
        variables.forEach((variable, value) -> {
            Optional<String> name = names().stream()
                    .filter(known -> variable(known).equals(variable))
                    .findFirst();
            if (name.isPresent()) {
                examine(variable, name.get(), value, findings);
            } else {
                findings.add(unknown(
                        variable, names().stream().map(TestSettings::variable).toList()));
            }
        });
        if (findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM)) {
            int count = ofFile.size() + variables.size();
            findings.add(
                    0,
                    Finding.ok(
                            "settings", Quantities.count(count, "setting") + (count == 1 ? " is" : " are") + " valid"));
        }
        if (get("vcr.secrets").filter("off"::equalsIgnoreCase).isPresent()) {
            findings.add(Finding.note("settings", "vcr.secrets=off: nothing is redacted in what is recorded"));
        }
        return findings;
    }

    private static void examine(String shown, String name, String value, List<Finding> findings) {
        if (!isValid(name, value)) {
            String valid =
                    SettingValues.of(name).map(SettingValues::description).orElse("");
            findings.add(Finding.problem(
                    "settings", shown + "=" + Transcript.printable(value) + " is not valid", "write " + valid));
        }
    }

    /** Whether a setting may have a value. A blank one counts as none. */
    public static boolean isValid(String name, String value) {
        return SettingValues.of(name)
                .filter(values -> value.isBlank() || values.areValid(value.strip()))
                .isPresent();
    }

    private static Finding unknown(String name, List<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(one -> distance(one, name)))
                .orElseThrow();
        return Finding.problem("settings", "there is no setting " + name, "is it " + nearest + "?");
    }

    /** How many characters are put in, left out or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        int[] previous = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[other.length()];
    }
}
