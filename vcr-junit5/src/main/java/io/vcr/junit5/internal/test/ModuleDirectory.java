package io.vcr.junit5.internal.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the directory of the module that a test class comes from. An IDE or a console launcher may start the tests of a
 * module in another directory.
 */
public final class ModuleDirectory {

    /** The files of Maven, Gradle and Eclipse that make a directory a module. */
    private static final List<String> BUILD_FILES =
            List.of("pom.xml", "build.gradle", "build.gradle.kts", ".classpath");

    /** Gradle's {@code build/classes/java/test} is four levels below the module. */
    private static final int LEVELS = 5;

    private ModuleDirectory() {}

    /**
     * The directory that the build names; else that of the module in which the classes lie; else the working directory,
     * as an empty path.
     */
    public static Path of(Optional<Class<?>> test) {
        return Optional.ofNullable(System.getProperty("basedir"))
                .map(Path::of)
                .or(() -> test.flatMap(TestClasses::root).flatMap(ModuleDirectory::around))
                .orElse(Path.of(""));
    }

    /** The module around a directory of classes; empty for a jar, or without a build file. */
    static Optional<Path> around(Path classes) {
        if (!Files.isDirectory(classes)) {
            return Optional.empty();
        }
        String name = classes.getFileName().toString();
        return Stream.iterate(classes, directory -> directory != null, Path::getParent)
                .skip(1)
                .limit(LEVELS)
                .flatMap(directory -> module(directory, name).stream())
                .findFirst();
    }

    /** A directory with a build file, or the module that IntelliJ IDEA compiles to {@code out/test/<name>}. */
    private static Optional<Path> module(Path directory, String name) {
        if (BUILD_FILES.stream().anyMatch(file -> Files.exists(directory.resolve(file)))) {
            return Optional.of(directory);
        }
        return Stream.of(directory.resolve(name), directory)
                .filter(module -> Files.exists(module.resolve(name + ".iml")))
                .findFirst();
    }
}
