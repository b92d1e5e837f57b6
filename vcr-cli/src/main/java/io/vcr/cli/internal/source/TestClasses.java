package io.vcr.cli.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The tests that compiled classes hold, to tell whose cassettes are left over. In doubt a cassette has its test: if its
 * name is not made of a class and a method, if code or an annotation holds the name, or if a superclass is not known.
 * Immutable.
 */
public final class TestClasses {

    private static final List<Path> USUAL = List.of(
            Path.of("target/test-classes"),
            Path.of("build/classes/java/test"),
            Path.of("build/classes/kotlin/test"),
            Path.of("build/classes/groovy/test"));

    /** Package, class and method, as the JUnit binding puts them together. */
    private static final Pattern NAME = Pattern.compile("((?:[\\w$]+/)*[A-Z][\\w$]*(?:\\.[\\w$]+)*)/([^/]+)");

    /** What follows the name of a method, such as types of parameters, invocations, a phase, or a display name. */
    private static final Pattern SUFFIX = Pattern.compile("(?:[^\\w$].*)?", Pattern.DOTALL);

    /** Where a concatenation puts a value, see {@link java.lang.invoke.StringConcatFactory}. */
    private static final Pattern CONCATENATED = Pattern.compile("[\\x01\\x02]");

    private static final Pattern SUFFIX_START = Pattern.compile("[(\\[@].*", Pattern.DOTALL);

    private record TestClass(List<String> parents, Set<String> methods) {}

    private final Map<String, TestClass> byPath = new HashMap<>();
    private final Set<String> texts = new HashSet<>();

    /** Texts to which code appends something: those before a value, and those that end in a slash. */
    private final Set<String> beginnings = new HashSet<>();

    private TestClasses() {}

    /**
     * Reads class files.
     *
     * @param directories where they are; empty for those of Maven and Gradle in the working directory
     * @throws IOException if there are none, or one cannot be read
     */
    public static TestClasses in(List<Path> directories) throws IOException {
        List<Path> present = (directories.isEmpty() ? USUAL : directories)
                .stream().filter(Files::isDirectory).toList();
        TestClasses classes = new TestClasses();
        for (Path directory : present) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    classes.read(file);
                }
            }
        }
        if (classes.byPath.isEmpty() || present.size() < directories.size()) {
            throw new IOException("There are no test classes in "
                    + (directories.isEmpty() ? "target/test-classes or build/classes" : directories)
                    + "\n  fix  compile the tests, or name the directories of their classes: --tests PATH");
        }
        return classes;
    }

    private void read(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            ClassReader reader = new ClassReader(bytes);
            List<String> parents = new ArrayList<>(List.of(reader.getInterfaces()));
            if (reader.getSuperName() != null) {
                parents.add(reader.getSuperName());
            }
            TestClass type = new TestClass(parents, new HashSet<>());
            reader.accept(new Reading(type.methods), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            byPath.put(path(reader.getClassName()), type);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String path(String internalName) {
        int slash = internalName.lastIndexOf('/');
        return internalName.substring(0, slash + 1)
                + internalName.substring(slash + 1).replace('$', '.');
    }

    /** Why a cassette is left over, such as {@code there is no class com.acme.OldTest}; empty if it has a test, or may have one. */
    public Optional<String> missing(String cassette) {
        Matcher name = NAME.matcher(cassette);
        if (!isOfATest(cassette) || !name.matches()) {
            return Optional.empty();
        }
        String directory = name.group(1);
        List<String> classes =
                byPath.keySet().stream().filter(path -> isSame(path, directory)).toList();
        if (classes.isEmpty()) {
            return Optional.of("there is no test class " + dotted(directory));
        }
        boolean isThere = classes.stream().anyMatch(path -> mayHave(path, name.group(2)));
        return isThere
                ? Optional.empty()
                : Optional.of("there is no test "
                        + SUFFIX_START.matcher(name.group(2)).replaceFirst("") + " in " + dotted(directory));
    }

    /** Whether the name of a cassette is that of a class and a method, and no code holds it. */
    public boolean isOfATest(String cassette) {
        Matcher name = NAME.matcher(cassette);
        return name.matches() && !isText(cassette) && !isText(name.group(1));
    }

    /** Whether one path ends as the other does: the directory that was selected may lie above or below that of the store. */
    private static boolean isSame(String path, String directory) {
        return path.equals(directory) || path.endsWith("/" + directory) || directory.endsWith("/" + path);
    }

    private boolean isText(String name) {
        return texts.contains(name)
                || texts.stream()
                        .anyMatch(text ->
                                text.endsWith("/" + name) || (text.indexOf('/') > 0 && name.endsWith("/" + text)))
                || beginnings.stream().anyMatch(text -> isBeginning("/" + text, "/" + name + "/"));
    }

    /** Whether a name begins with a text; either may have more directories before it. */
    private static boolean isBeginning(String text, String name) {
        boolean isFound = name.contains(text);
        for (String rest = text; !isFound && rest.indexOf('/', 1) > 0; rest = rest.substring(rest.indexOf('/', 1))) {
            isFound = name.startsWith(rest);
        }
        return isFound;
    }

    private boolean mayHave(String path, String test) {
        TestClass type = byPath.get(path);
        if (type == null) {
            return !path.equals("java/lang/Object");
        }
        return type.methods.stream()
                        .anyMatch(method -> test.startsWith(method)
                                && SUFFIX.matcher(test.substring(method.length()))
                                        .matches())
                || type.parents.stream().anyMatch(parent -> mayHave(path(parent), test));
    }

    private static String dotted(String path) {
        return path.replace('/', '.');
    }

    /** Collects the names of methods, and texts in code and annotations. */
    private final class Reading extends ClassVisitor {

        private static final int API = Opcodes.ASM9;

        private final Set<String> methods;

        Reading(Set<String> methods) {
            super(API);
            this.methods = methods;
        }

        @Override
        public AnnotationVisitor visitAnnotation(String type, boolean isVisible) {
            return new Values();
        }

        @Override
        public FieldVisitor visitField(int access, String name, String type, String signature, Object constant) {
            text(constant);
            return new FieldVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean isVisible) {
                    return new Values();
                }
            };
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            methods.add(name);
            return new MethodVisitor(API) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean isVisible) {
                    return new Values();
                }

                @Override
                public void visitLdcInsn(Object value) {
                    text(value);
                }

                @Override
                public void visitInvokeDynamicInsn(String call, String types, Handle factory, Object... arguments) {
                    for (Object argument : arguments) {
                        text(argument);
                    }
                }
            };
        }

        private void text(@Nullable Object value) {
            if (value instanceof String text) {
                String beginning = CONCATENATED.split(text, 2)[0];
                boolean isWhole = beginning.equals(text) && !text.endsWith("/");
                if (isWhole) {
                    texts.add(text);
                } else if (beginning.indexOf('/') > 0) {
                    beginnings.add(beginning);
                }
            }
        }

        private final class Values extends AnnotationVisitor {

            Values() {
                super(API);
            }

            @Override
            public void visit(String name, Object value) {
                text(value);
            }

            @Override
            public AnnotationVisitor visitArray(String name) {
                return this;
            }

            @Override
            public AnnotationVisitor visitAnnotation(String name, String type) {
                return this;
            }
        }
    }
}
