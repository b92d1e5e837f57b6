package io.vcr.examples.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.TypeAnnotationNode;

/** Annotations that can be seen at run time, as Java writes them. */
final class AnnotationText {

    private AnnotationText() {}

    /** Those of a declaration, each followed by the separator. */
    static String of(List<AnnotationNode> annotations, String separator) {
        return present(annotations)
                .map(annotation -> of(annotation) + separator)
                .sorted()
                .collect(Collectors.joining());
    }

    /** Those of the types in a declaration, by their simple names. */
    static TypeText.Annotations types(List<TypeAnnotationNode> annotations) {
        return (reference, path) -> present(annotations)
                .filter(annotation -> annotation.typeRef == reference)
                .filter(annotation -> path(annotation).equals(path))
                .map(annotation -> "@" + annotation.desc.replaceFirst("L.*[/$](.*);", "$1") + " ")
                .sorted()
                .collect(Collectors.joining());
    }

    /** An annotation of an inner class is one step deeper than its name. */
    private static String path(TypeAnnotationNode annotation) {
        return annotation.typePath == null ? "" : annotation.typePath.toString().replace(".", "");
    }

    private static <T> Stream<T> present(List<T> annotations) {
        return annotations == null ? Stream.empty() : annotations.stream();
    }

    private static String of(AnnotationNode annotation) {
        String name = "@" + TypeText.name(Type.getType(annotation.desc).getInternalName());
        List<String> values = new ArrayList<>();
        List<Object> pairs = Objects.requireNonNullElse(annotation.values, List.of());
        for (int i = 0; i < pairs.size(); i += 2) {
            values.add(pairs.get(i) + " = " + value(pairs.get(i + 1)));
        }
        return values.isEmpty() ? name : name + "(" + String.join(", ", values) + ")";
    }

    /** A value of an annotation, its default, or a constant. */
    static String value(Object value) {
        if (value instanceof String string) {
            return '"' + string.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
        if (value instanceof String[] constant) {
            return TypeText.name(Type.getType(constant[0]).getInternalName()) + "." + constant[1];
        }
        if (value instanceof Type type) {
            return TypeText.name(type.getClassName()) + ".class";
        }
        if (value instanceof AnnotationNode annotation) {
            return of(annotation);
        }
        if (value instanceof List<?> values) {
            return values.stream().map(AnnotationText::value).collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }
}
