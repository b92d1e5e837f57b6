package io.vcr.examples.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.TypeReference;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.RecordComponentNode;

/** One type of an API: its head, then its members in the order of their names. */
final class ClassText {

    private final ModuleClasses classes;
    private final ClassNode node;
    private final int access;

    ClassText(ModuleClasses classes, ClassNode node) {
        this.classes = classes;
        this.node = node;
        this.access = ModuleClasses.access(node);
    }

    String text() {
        Stream<String> members = Stream.concat(
                constants(), members().sorted(Member.ORDER).map(Member::text).distinct());
        return AnnotationText.of(node.visibleAnnotations, "\n")
                + head()
                + members.map(member -> "  " + member + "\n").collect(Collectors.joining("", " {\n", "}\n"));
    }

    private String head() {
        TypeText signature = new TypeText(
                node.signature != null ? node.signature : plainSignature(),
                AnnotationText.types(node.visibleTypeAnnotations));
        String parameters = signature.parameters(TypeReference.CLASS_TYPE_PARAMETER_BOUND);
        String superclass =
                signature.type(TypeReference.newSuperTypeReference(-1).getValue());
        List<String> interfaces = new ArrayList<>();
        for (int i = 0; i < node.interfaces.size(); i++) {
            interfaces.add(signature.type(TypeReference.newSuperTypeReference(i).getValue()));
        }
        return modifiers() + kind() + " " + TypeText.name(node.name) + parameters + components()
                + superclass(superclass) + interfaces(interfaces) + permits();
    }

    private String plainSignature() {
        return Stream.concat(Stream.of(node.superName), node.interfaces.stream())
                .map(name -> "L" + name + ";")
                .collect(Collectors.joining());
    }

    private String modifiers() {
        boolean plain = kind().equals("class");
        return ((access & Opcodes.ACC_PUBLIC) != 0 ? "public " : "protected ")
                + ((access & Opcodes.ACC_STATIC) != 0 && plain ? "static " : "")
                + ((access & Opcodes.ACC_ABSTRACT) != 0 && plain ? "abstract " : "")
                + (node.permittedSubclasses != null && !is(Opcodes.ACC_ENUM) ? "sealed " : "")
                + (is(Opcodes.ACC_FINAL) && plain ? "final " : "");
    }

    private boolean is(int flag) {
        return (access & flag) != 0;
    }

    private boolean isRecord() {
        return "java/lang/Record".equals(node.superName);
    }

    private String kind() {
        if (is(Opcodes.ACC_ANNOTATION)) {
            return "@interface";
        }
        if (is(Opcodes.ACC_INTERFACE)) {
            return "interface";
        }
        if (is(Opcodes.ACC_ENUM)) {
            return "enum";
        }
        return isRecord() ? "record" : "class";
    }

    private String components() {
        return isRecord()
                ? recordComponents().map(ClassText::component).collect(Collectors.joining(", ", "(", ")"))
                : "";
    }

    private Stream<RecordComponentNode> recordComponents() {
        return Stream.ofNullable(node.recordComponents).flatMap(List::stream);
    }

    private static String component(RecordComponentNode component) {
        String type = new TypeText(
                        Objects.requireNonNullElse(component.signature, component.descriptor),
                        AnnotationText.types(component.visibleTypeAnnotations))
                .type(TypeReference.newTypeReference(TypeReference.FIELD).getValue());
        return AnnotationText.of(component.visibleAnnotations, " ") + type + " " + component.name;
    }

    /** The next one that is no secret of the module. */
    private String superclass(String written) {
        if (!kind().equals("class")) {
            return "";
        }
        String name = node.superName;
        String text = written;
        while (classes.isHidden(name)) {
            name = classes.get(name).orElseThrow().superName;
            text = TypeText.name(name);
        }
        return text.equals("Object") ? "" : " extends " + text;
    }

    private String interfaces(List<String> written) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            if (!classes.isHidden(node.interfaces.get(i)) && !is(Opcodes.ACC_ANNOTATION)) {
                shown.add(written.get(i));
            }
        }
        hiddenSupertypes(node)
                .flatMap(hidden -> hidden.interfaces.stream())
                .filter(name -> !classes.isHidden(name))
                .map(TypeText::name)
                .forEach(shown::add);
        String word = is(Opcodes.ACC_INTERFACE) ? " extends " : " implements ";
        return shown.isEmpty() ? "" : word + shown.stream().distinct().collect(Collectors.joining(", "));
    }

    /** All of them, as far as they can be reached without meeting a type that can be named. */
    private Stream<ClassNode> hiddenSupertypes(ClassNode type) {
        return Stream.concat(Stream.ofNullable(type.superName), type.interfaces.stream())
                .filter(classes::isHidden)
                .map(classes::get)
                .flatMap(Optional::stream)
                .flatMap(hidden -> Stream.concat(Stream.of(hidden), hiddenSupertypes(hidden)));
    }

    private String permits() {
        if (node.permittedSubclasses == null || is(Opcodes.ACC_ENUM)) {
            return "";
        }
        return node.permittedSubclasses.stream()
                .map(name -> classes.isHidden(name) ? "(not public)" : TypeText.name(name))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", ", " permits ", ""));
    }

    /** Somebody outside can declare a subclass, and so sees what is protected. */
    private boolean canBeExtended() {
        return !is(Opcodes.ACC_FINAL)
                && node.permittedSubclasses == null
                && node.methods.stream()
                        .anyMatch(method -> method.name.equals("<init>")
                                && (method.access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0);
    }

    private Stream<String> constants() {
        return node.fields.stream()
                .filter(field -> (field.access & Opcodes.ACC_ENUM) != 0)
                .map(field -> AnnotationText.of(field.visibleAnnotations, " ") + field.name);
    }

    /** Its own, and those that it inherits from types that cannot be named. */
    private Stream<Member> members() {
        boolean withProtected = canBeExtended();
        return Stream.concat(Stream.of(node), hiddenSupertypes(node))
                .flatMap(declaring -> members(declaring, withProtected));
    }

    private Stream<Member> members(ClassNode declaring, boolean withProtected) {
        MemberText text = new MemberText(node, withProtected);
        Stream<Member> fields = declaring.fields.stream()
                .filter(field -> (field.access & Opcodes.ACC_ENUM) == 0)
                .filter(text::isShown)
                .map(field -> new Member(0, field.name, text.field(field)));
        Stream<Member> methods = declaring.methods.stream()
                .filter(method -> declaring == node || !method.name.equals("<init>"))
                .filter(text::isShown)
                .map(method -> new Member(method.name.equals("<init>") ? 1 : 2, method.name, text.method(method)));
        return Stream.concat(fields, methods);
    }

    /** Fields, constructors, methods; those of one kind by name. */
    private record Member(int kind, String name, String text) {

        static final Comparator<Member> ORDER = Comparator.comparingInt(Member::kind)
                .thenComparing(Member::name)
                .thenComparing(Member::text);
    }
}
