package io.vcr.agent;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Adds the call of an attachment to a method. The added code names classes of {@code java.base} only, because the method
 * may be in the JDK, in another loader or in a module. It has no branches but one, in {@link Hook.Where#INSTEAD}: if the
 * attachment is missing, it looks the object up in an empty map, which gives the object back. That works
 * in class files of any version.
 */
final class HookedMethod extends MethodVisitor {

    private static final Type OBJECT = Type.getObjectType("java/lang/Object");

    private final boolean isStatic;
    private final Hook hook;

    HookedMethod(MethodVisitor next, int access, Hook hook) {
        super(Opcodes.ASM9, next);
        this.isStatic = (access & Opcodes.ACC_STATIC) != 0;
        this.hook = hook;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        switch (hook.where()) {
            case RECEIVER -> {
                super.visitVarInsn(Opcodes.ALOAD, 0);
                attach();
                super.visitInsn(Opcodes.POP);
            }
            case ARGUMENT -> {
                Type type = Type.getArgumentTypes(hook.descriptor())[hook.argument() - 1];
                super.visitVarInsn(Opcodes.ALOAD, slot(hook.argument() - 1));
                attach();
                super.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
                super.visitVarInsn(Opcodes.ASTORE, slot(hook.argument() - 1));
            }
            case INSTEAD -> instead();
            case ARGUMENTS -> {
                arguments(false);
                attach();
                super.visitInsn(Opcodes.POP);
            }
            case RESULT, END -> {}
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.ARETURN && hook.where() == Hook.Where.RESULT) {
            attach();
            super.visitTypeInsn(
                    Opcodes.CHECKCAST, Type.getReturnType(hook.descriptor()).getInternalName());
        }
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN && hook.where() == Hook.Where.END) {
            super.visitVarInsn(Opcodes.ALOAD, 0);
            attach();
            super.visitInsn(Opcodes.POP);
        }
        super.visitInsn(opcode);
    }

    /** The local variable of a parameter, from 0; that of a long or double takes two. */
    private int slot(int parameter) {
        int slot = isStatic ? 0 : 1;
        for (int i = 0; i < parameter; i++) {
            slot += Type.getArgumentTypes(hook.descriptor())[i].getSize();
        }
        return slot;
    }

    /** The frame behind the branch is that at entry, with what the attachment has returned on the stack. */
    private void instead() {
        String returned = Type.getReturnType(hook.descriptor()).getInternalName();
        Label proceed = new Label();
        arguments(true);
        attach();
        super.visitInsn(Opcodes.DUP);
        super.visitTypeInsn(Opcodes.INSTANCEOF, returned);
        super.visitJumpInsn(Opcodes.IFEQ, proceed);
        super.visitTypeInsn(Opcodes.CHECKCAST, returned);
        super.visitInsn(Opcodes.ARETURN);
        super.visitLabel(proceed);
        super.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {OBJECT.getInternalName()});
        super.visitInsn(Opcodes.POP);
    }

    private void arguments(boolean withReceiver) {
        Type[] types = Type.getArgumentTypes(hook.descriptor());
        int first = withReceiver ? 1 : 0;
        super.visitIntInsn(Opcodes.BIPUSH, first + types.length);
        super.visitTypeInsn(Opcodes.ANEWARRAY, OBJECT.getInternalName());
        if (withReceiver) {
            super.visitInsn(Opcodes.DUP);
            super.visitInsn(Opcodes.ICONST_0);
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitInsn(Opcodes.AASTORE);
        }
        for (int i = 0; i < types.length; i++) {
            super.visitInsn(Opcodes.DUP);
            super.visitIntInsn(Opcodes.BIPUSH, first + i);
            super.visitVarInsn(types[i].getOpcode(Opcodes.ILOAD), slot(i));
            box(types[i]);
            super.visitInsn(Opcodes.AASTORE);
        }
    }

    /** Only the primitives that a hook has needed. */
    private void box(Type type) {
        switch (type.getSort()) {
            case Type.INT -> valueOf("java/lang/Integer", type);
            case Type.LONG -> valueOf("java/lang/Long", type);
            case Type.BOOLEAN -> valueOf("java/lang/Boolean", type);
            case Type.OBJECT, Type.ARRAY -> {}
            default -> throw new IllegalArgumentException("A hook cannot take a " + type.getClassName());
        }
    }

    private void valueOf(String wrapper, Type type) {
        super.visitMethodInsn(
                Opcodes.INVOKESTATIC, wrapper, "valueOf", "(" + type.getDescriptor() + ")L" + wrapper + ";", false);
    }

    /** Replaces the object on the stack by what the attachment makes of it. */
    private void attach() {
        super.visitFieldInsn(Opcodes.GETSTATIC, Bridge.OWNER, Bridge.FIELD, Bridge.FIELD_TYPE);
        super.visitLdcInsn(hook.attachment());
        emptyMap();
        getOrDefault();
        super.visitTypeInsn(Opcodes.CHECKCAST, "java/util/Map");
        super.visitInsn(Opcodes.SWAP); // map, object
        super.visitInsn(Opcodes.DUP); // map, object, object
        getOrDefault();
    }

    private void emptyMap() {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Collections", "emptyMap", "()Ljava/util/Map;", false);
    }

    private void getOrDefault() {
        super.visitMethodInsn(
                Opcodes.INVOKEINTERFACE,
                "java/util/Map",
                "getOrDefault",
                "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                true);
    }
}
