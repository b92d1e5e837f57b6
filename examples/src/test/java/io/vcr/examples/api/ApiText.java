package io.vcr.examples.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.ModuleNode;

/** The public API of a module as text: everything that somebody outside may name, extend or implement. */
final class ApiText {

    private final ModuleClasses classes;

    private ApiText(ModuleClasses classes) {
        this.classes = classes;
    }

    /** Of the class files in a directory. The order is that of names, so that it does not depend on a compiler. */
    static String of(Path directory) throws IOException {
        return new ApiText(ModuleClasses.in(directory)).text();
    }

    private String text() {
        List<String> parts = new ArrayList<>();
        classes.descriptor().map(this::module).ifPresent(parts::add);
        String current = "";
        for (ClassNode node : classes.all()) {
            if (!node.name.equals("module-info") && classes.isApi(node)) {
                String packageName = ModuleClasses.packageOf(node.name);
                if (!packageName.equals(current)) {
                    parts.add(packageText(packageName));
                    current = packageName;
                }
                parts.add(new ClassText(classes, node).text());
            }
        }
        return String.join("\n", parts);
    }

    private String module(ModuleNode module) {
        Stream<String> exports = Stream.ofNullable(module.exports)
                .flatMap(List::stream)
                .filter(export -> export.modules.isEmpty())
                .map(export -> "  exports " + TypeText.name(export.packaze) + "\n");
        Stream<String> requires = Stream.ofNullable(module.requires)
                .flatMap(List::stream)
                .filter(required -> (required.access & Opcodes.ACC_TRANSITIVE) != 0)
                .map(required -> "  requires transitive " + required.module + "\n");
        return "module " + module.name + " {\n"
                + Stream.concat(exports, requires).sorted().collect(Collectors.joining())
                + "}\n";
    }

    private String packageText(String name) {
        return classes.get(name + "/package-info")
                        .map(info -> AnnotationText.of(info.visibleAnnotations, "\n"))
                        .orElse("")
                + "package " + TypeText.name(name) + "\n";
    }
}
