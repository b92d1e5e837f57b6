package io.vcr.examples.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InnerClassNode;
import org.objectweb.asm.tree.ModuleNode;

/** The class files of one module, and which of its types others may use. Nothing is loaded. */
final class ModuleClasses {

    private static final int ACCESSIBLE = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    private final Map<String, ClassNode> classes;

    private ModuleClasses(Map<String, ClassNode> classes) {
        this.classes = classes;
    }

    static ModuleClasses in(Path directory) throws IOException {
        Map<String, ClassNode> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                ClassNode node = new ClassNode();
                new ClassReader(Files.readAllBytes(file))
                        .accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                classes.put(node.name, node);
            }
        }
        return new ModuleClasses(classes);
    }

    Collection<ClassNode> all() {
        return classes.values();
    }

    Optional<ModuleNode> descriptor() {
        return Optional.ofNullable(classes.get("module-info")).map(node -> node.module);
    }

    Optional<ClassNode> get(String name) {
        return Optional.ofNullable(classes.get(name));
    }

    /** Exported to everybody by the descriptor; without one, all packages but {@code internal} ones. */
    boolean isExported(String packageName) {
        return descriptor()
                .map(module -> Stream.ofNullable(module.exports)
                        .flatMap(List::stream)
                        .anyMatch(export -> export.packaze.equals(packageName) && export.modules.isEmpty()))
                .orElseGet(() -> !("/" + packageName + "/").contains("/internal/"));
    }

    /** Can be named outside: public or protected, like the types around it, in a package that is exported. */
    boolean isApi(ClassNode node) {
        if (!isExported(packageOf(node.name)) || (access(node) & ACCESSIBLE) == 0) {
            return false;
        }
        Optional<ClassNode> outer = nesting(node).map(nested -> classes.get(nested.outerName));
        return outer.isEmpty() || isApi(outer.get());
    }

    /** Ours, but not to be named outside: what it declares belongs to the types that extend it. */
    boolean isHidden(String name) {
        return get(name).map(node -> !isApi(node)).orElse(false);
    }

    /** The access of a class; for a nested one the class file has it in another place. */
    static int access(ClassNode node) {
        return nesting(node).map(nested -> nested.access).orElse(node.access);
    }

    private static Optional<InnerClassNode> nesting(ClassNode node) {
        return node.innerClasses.stream()
                .filter(inner -> inner.name.equals(node.name) && inner.outerName != null)
                .findFirst();
    }

    static String packageOf(String className) {
        return className.substring(0, Math.max(className.lastIndexOf('/'), 0));
    }
}
