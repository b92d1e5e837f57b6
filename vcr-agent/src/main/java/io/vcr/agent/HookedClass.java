package io.vcr.agent;

import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Adds hooks to the methods of a class. It loads no class, and keeps the stack map frames, because woven code has no branches that
 * it does not describe itself.
 */
final class HookedClass {

    private HookedClass() {}

    /** Adds the hooks of a class to its bytes. Warns of a method that the class does not have, unless the hook is optional. */
    static byte[] weave(List<Hook> wanted, byte[] bytes, Bridge bridge) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        IdentityHashMap<Hook, Boolean> found =
                new IdentityHashMap<>(); // the equals of a record takes 20 ms the first time
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                        for (Hook hook : wanted) {
                            if (hook.isFor(name, descriptor)) {
                                found.put(hook, true);
                                method = new HookedMethod(method, access, hook);
                            }
                        }
                        return method;
                    }
                },
                0);
        for (Hook hook : wanted) {
            if (!hook.isOptional() && !found.containsKey(hook)) {
                bridge.warn(hook.type().replace('/', '.') + " has no method " + hook.method() + hook.descriptor()
                        + ": this version cannot be attached by " + hook.attachment());
            }
        }
        return writer.toByteArray();
    }
}
