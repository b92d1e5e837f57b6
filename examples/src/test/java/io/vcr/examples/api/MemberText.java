package io.vcr.examples.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypeReference;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.RecordComponentNode;

/** The members of a type, one line each. Names of parameters are not part of an API. */
record MemberText(ClassNode owner, boolean withProtected) {

    boolean isShown(FieldNode field) {
        return isVisible(field.access);
    }

    /** Not what a compiler writes into every enum and every record: the head says it. */
    boolean isShown(MethodNode method) {
        String signature = method.name + method.desc;
        boolean implied = isEnum() && signature.matches("values\\(\\).*|valueOf\\(Ljava/lang/String;\\).*")
                || isRecord() && isImplied(method);
        return isVisible(method.access) && !method.name.equals("<clinit>") && !implied;
    }

    private boolean isVisible(int access) {
        return (access & Opcodes.ACC_SYNTHETIC) == 0
                && ((access & Opcodes.ACC_PUBLIC) != 0 || withProtected && (access & Opcodes.ACC_PROTECTED) != 0);
    }

    private boolean isEnum() {
        return (owner.access & Opcodes.ACC_ENUM) != 0;
    }

    private boolean isInterface() {
        return (owner.access & Opcodes.ACC_INTERFACE) != 0;
    }

    private boolean isRecord() {
        return "java/lang/Record".equals(owner.superName);
    }

    private boolean isImplied(MethodNode method) {
        String canonical =
                components().map(component -> component.descriptor).collect(Collectors.joining("", "(", ")V"));
        boolean accessor = components()
                .anyMatch(component ->
                        method.name.equals(component.name) && method.desc.equals("()" + component.descriptor));
        return accessor
                || method.name.equals("<init>") && method.desc.equals(canonical)
                || Stream.of("equals(Ljava/lang/Object;)Z", "hashCode()I", "toString()Ljava/lang/String;")
                        .anyMatch((method.name + method.desc)::equals);
    }

    private Stream<RecordComponentNode> components() {
        return Stream.ofNullable(owner.recordComponents).flatMap(List::stream);
    }

    String field(FieldNode field) {
        String type = new TypeText(
                        Objects.requireNonNullElse(field.signature, field.desc),
                        AnnotationText.types(field.visibleTypeAnnotations))
                .type(TypeReference.newTypeReference(TypeReference.FIELD).getValue());
        // A constant is copied into the classes that use it.
        String value = field.value == null ? "" : " = " + AnnotationText.value(field.value);
        return AnnotationText.of(field.visibleAnnotations, " ") + modifiers(field.access) + type + " " + field.name
                + value;
    }

    String method(MethodNode method) {
        TypeText signature = new TypeText(
                Objects.requireNonNullElse(method.signature, method.desc),
                AnnotationText.types(method.visibleTypeAnnotations));
        String typeParameters = signature.parameters(TypeReference.METHOD_TYPE_PARAMETER_BOUND);
        String parameters = parameters(method, signature);
        String result = signature.type(
                TypeReference.newTypeReference(TypeReference.METHOD_RETURN).getValue());
        String name = method.name.equals("<init>")
                ? TypeText.name(owner.name).replaceFirst(".*\\.", "")
                : result + " " + method.name;
        return AnnotationText.of(method.visibleAnnotations, " ")
                + modifiers(method)
                + (typeParameters.isEmpty() ? "" : typeParameters + " ")
                + name
                + parameters
                + exceptions(method, signature)
                + (method.annotationDefault == null
                        ? ""
                        : " default " + AnnotationText.value(method.annotationDefault));
    }

    private static String parameters(MethodNode method, TypeText signature) {
        List<String> parameters = new ArrayList<>();
        signature.skip();
        while (!signature.startsWith(')')) {
            String type = signature.type(
                    TypeReference.newFormalParameterReference(parameters.size()).getValue());
            parameters.add(annotations(method, parameters.size()) + type);
        }
        signature.skip();
        String text = String.join(", ", parameters);
        boolean varargs = (method.access & Opcodes.ACC_VARARGS) != 0;
        return "(" + (varargs ? text.substring(0, text.length() - "[]".length()) + "..." : text) + ")";
    }

    private static String annotations(MethodNode method, int parameter) {
        boolean none = method.visibleParameterAnnotations == null
                || method.visibleParameterAnnotations.length != Type.getArgumentTypes(method.desc).length;
        return none ? "" : AnnotationText.of(method.visibleParameterAnnotations[parameter], " ");
    }

    private static String exceptions(MethodNode method, TypeText signature) {
        List<String> exceptions = signature.startsWith('^')
                ? IntStream.range(0, method.exceptions.size())
                        .mapToObj(i -> exception(signature, i))
                        .toList()
                : method.exceptions.stream().map(TypeText::name).toList();
        return exceptions.isEmpty()
                ? ""
                : exceptions.stream().sorted().collect(Collectors.joining(", ", " throws ", ""));
    }

    private static String exception(TypeText signature, int index) {
        signature.skip();
        return signature.type(TypeReference.newExceptionReference(index).getValue());
    }

    private String modifiers(MethodNode method) {
        boolean isDefault = isInterface() && (method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_STATIC)) == 0;
        // Nobody overrides a method of a final class, whatever it says.
        boolean isFinal = (owner.access & Opcodes.ACC_FINAL) != 0;
        return modifiers(isFinal ? method.access & ~Opcodes.ACC_FINAL : method.access) + (isDefault ? "default " : "");
    }

    private String modifiers(int access) {
        return (isInterface() ? "" : (access & Opcodes.ACC_PUBLIC) != 0 ? "public " : "protected ")
                + ((access & Opcodes.ACC_STATIC) != 0 ? "static " : "")
                + ((access & Opcodes.ACC_ABSTRACT) != 0 && !isInterface() ? "abstract " : "")
                + ((access & Opcodes.ACC_FINAL) != 0 ? "final " : "");
    }
}
