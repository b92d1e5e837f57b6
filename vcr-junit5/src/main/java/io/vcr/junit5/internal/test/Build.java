package io.vcr.junit5.internal.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The build that runs this JVM, as far as the command that repeats a test depends on it. Immutable.
 *
 * @param isGradle whether Gradle runs the tests; Maven is the default
 * @param module the module for Maven's {@code -pl}; empty if the project has one module, or the module is not known
 */
public record Build(boolean isGradle, String module) {

    /** Read once, because every test asks. */
    private static final class Current {
        static final Build VALUE = of(System::getProperty, System::getenv);
    }

    public static Build current() {
        return Current.VALUE;
    }

    static Build of(Function<String, @Nullable String> properties, Function<String, @Nullable String> environment) {
        Optional<String> directory = Optional.ofNullable(properties.apply("basedir"));
        boolean gradle =
                properties.apply("org.gradle.test.worker") != null || usesGradle(Path.of(directory.orElse("")));
        Optional<String> root = Optional.ofNullable(environment.apply("MAVEN_PROJECTBASEDIR"));
        return gradle || directory.isEmpty() || root.isEmpty()
                ? new Build(gradle, "")
                : new Build(false, module(Path.of(root.get()), Path.of(directory.get())));
    }

    /** Tells whether a module is built by Gradle; if it has the files of both, Maven builds it. */
    public static boolean usesGradle(Path module) {
        return !Files.exists(module.resolve("pom.xml"))
                && (Files.exists(module.resolve("build.gradle")) || Files.exists(module.resolve("build.gradle.kts")));
    }

    /** The path of a module, if the POM of the root lists it. Other modules would be a guess. */
    private static String module(Path root, Path module) {
        Path from = root.toAbsolutePath().normalize();
        Path to = module.toAbsolutePath().normalize();
        if (from.equals(to) || !to.startsWith(from)) {
            return "";
        }
        String path = from.relativize(to).toString().replace('\\', '/');
        try {
            return Files.readString(from.resolve("pom.xml")).contains("<module>" + path + "</module>") ? path : "";
        } catch (IOException e) {
            return ""; // the root has no POM
        }
    }

    /** The command that runs a class, or one of its methods, again. */
    public String rerun(Class<?> type, Optional<String> method) {
        String name = type.getName();
        if (isGradle) {
            return "gradle test --tests '" + name
                    + method.map(test -> "." + test).orElse("") + "'";
        }
        return "mvn test " + (module.isEmpty() ? "" : "-pl " + module + " ") + "-Dtest='"
                + name.substring(name.lastIndexOf('.') + 1)
                + method.map(test -> "#" + test).orElse("") + "'";
    }
}
