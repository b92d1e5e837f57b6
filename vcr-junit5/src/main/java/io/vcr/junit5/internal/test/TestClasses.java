package io.vcr.junit5.internal.test;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The classes that a setting may name: all classes that can be loaded. Suggestions come from the directories of the
 * class path and from that of the first test. The tests of this JVM are not enough, because a fork runs only a part of
 * the tests. Immutable.
 */
public record TestClasses(ClassLoader loader, Set<Path> roots) {

    public static TestClasses beside(Optional<Class<?>> first) {
        Set<Path> roots = new LinkedHashSet<>();
        first.flatMap(TestClasses::root).ifPresent(roots::add);
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .filter(Files::isDirectory)
                .forEach(roots::add);
        return new TestClasses(Thread.currentThread().getContextClassLoader(), roots);
    }

    /** The directory or jar that a class comes from; empty if it is not on a file system. */
    static Optional<Path> root(Class<?> type) {
        try {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | RuntimeException e) {
            return Optional.empty(); // not on a file system
        }
    }

    /** Loads a class without initialising it. */
    public Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    public boolean hasPackage(String name) {
        return loader.getResource(name.replace('.', '/')) != null || packages().contains(name);
    }

    /** All packages with classes, and their parents. */
    public Set<String> packages() {
        Set<String> packages = new TreeSet<>();
        for (String name : names()) {
            for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
                packages.add(name.substring(0, dot));
            }
        }
        return packages;
    }

    /** The names of all named classes. */
    public List<String> names() {
        return roots.stream()
                .flatMap(root -> files(root).stream())
                .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                .map(file ->
                        file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                .filter(name -> !name.matches(".*\\$\\d.*"))
                .toList();
    }

    private static List<String> files(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                try (JarFile jar = new JarFile(root.toFile())) {
                    return jar.stream().map(entry -> entry.getName()).toList();
                }
            }
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(file -> root.relativize(file).toString().replace(File.separatorChar, '/'))
                        .toList();
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // unreadable directories give no suggestions
        }
    }

    /** The tests of a class, including inherited ones. */
    public static List<Method> tests(Class<?> type) {
        try {
            return ReflectionSupport.findMethods(
                    type,
                    method -> AnnotationSupport.isAnnotated(method, Testable.class),
                    HierarchyTraversalMode.TOP_DOWN);
        } catch (LinkageError e) {
            return List.of();
        }
    }

    /** Such as {@code (String,int)}. */
    public static String parameters(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", "(", ")"));
    }

    /** The names of all tests as in verdict lines, without the part after the method name. */
    public List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (String name : names()) {
            load(name)
                    .ifPresent(type -> tests(type).stream()
                            .map(method -> name + "#" + method.getName())
                            .distinct()
                            .forEach(labels::add));
        }
        return labels;
    }
}
