package io.vcr.examples.api;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.TypeReference;

/**
 * Reads one signature of a class file (JVMS 4.7.9.1; a descriptor is one without generics) from left to right and
 * writes its types as Java does, with their annotations. Confined.
 */
final class TypeText {

    /** The annotations of a type, such as {@code "@Nullable "}: what it is the type of, and where in that type. */
    interface Annotations {
        String at(int reference, String path);
    }

    private final String signature;
    private final Annotations annotations;
    private int next;

    TypeText(String signature, Annotations annotations) {
        this.signature = signature;
        this.annotations = annotations;
    }

    /** {@code java.util.Map.Entry}, and {@code String} without its package. */
    static String name(String internalName) {
        String name = internalName.replace('/', '.').replace('$', '.');
        return name.matches("java\\.lang\\.\\w+") ? name.substring("java.lang.".length()) : name;
    }

    boolean startsWith(char c) {
        return next < signature.length() && signature.charAt(next) == c;
    }

    void skip() {
        next++;
    }

    /** {@code <T extends A & B, U>}, or nothing. */
    String parameters(int boundSort) {
        if (!startsWith('<')) {
            return "";
        }
        skip();
        List<String> parameters = new ArrayList<>();
        while (!startsWith('>')) {
            parameters.add(parameter(boundSort, parameters.size()));
        }
        skip();
        return "<" + String.join(", ", parameters) + ">";
    }

    private String parameter(int boundSort, int index) {
        String name = until(":");
        List<String> bounds = new ArrayList<>();
        for (int bound = 0; startsWith(':'); bound++) {
            skip();
            // No class among the bounds: the first of them is the second.
            if (!startsWith(':')) {
                bounds.add(type(TypeReference.newTypeParameterBoundReference(boundSort, index, bound)
                        .getValue()));
            }
        }
        bounds.remove("Object");
        return bounds.isEmpty() ? name : name + " extends " + String.join(" & ", bounds);
    }

    /** The type that comes next. */
    String type(int reference) {
        return type(reference, "");
    }

    private String type(int reference, String path) {
        char kind = signature.charAt(next++);
        return switch (kind) {
            case '[' -> array(reference, path);
            case 'T' -> {
                String variable = annotations.at(reference, path) + until(";");
                skip();
                yield variable;
            }
            case 'L' -> annotations.at(reference, path) + classType(reference, path);
            default -> annotations.at(reference, path) + primitive(kind);
        };
    }

    private String array(int reference, String path) {
        StringBuilder brackets = new StringBuilder(brackets(reference, path));
        String element = path + "[";
        while (startsWith('[')) {
            skip();
            brackets.append(brackets(reference, element));
            element += "[";
        }
        return type(reference, element) + brackets;
    }

    private String brackets(int reference, String path) {
        String annotation = annotations.at(reference, path);
        return annotation.isEmpty() ? "[]" : " " + annotation + "[]";
    }

    private String classType(int reference, String path) {
        StringBuilder text = new StringBuilder(name(until("<;.")));
        while (true) {
            switch (signature.charAt(next++)) {
                case '<' -> text.append(arguments(reference, path));
                case '.' -> text.append('.').append(until("<;."));
                default -> {
                    return text.toString();
                }
            }
        }
    }

    private String arguments(int reference, String path) {
        List<String> arguments = new ArrayList<>();
        while (!startsWith('>')) {
            arguments.add(argument(reference, path + arguments.size() + ";"));
        }
        skip();
        return "<" + String.join(", ", arguments) + ">";
    }

    private String argument(int reference, String path) {
        switch (signature.charAt(next)) {
            case '*' -> {
                skip();
                return "?";
            }
            case '+' -> {
                skip();
                return "? extends " + type(reference, path + "*");
            }
            case '-' -> {
                skip();
                return "? super " + type(reference, path + "*");
            }
            default -> {
                return type(reference, path);
            }
        }
    }

    private static String primitive(char kind) {
        return switch (kind) {
            case 'B' -> "byte";
            case 'C' -> "char";
            case 'D' -> "double";
            case 'F' -> "float";
            case 'I' -> "int";
            case 'J' -> "long";
            case 'S' -> "short";
            case 'Z' -> "boolean";
            case 'V' -> "void";
            default -> throw new IllegalArgumentException("Not a type: " + kind);
        };
    }

    private String until(String ends) {
        int begin = next;
        while (ends.indexOf(signature.charAt(next)) < 0) {
            next++;
        }
        return signature.substring(begin, next);
    }
}
