package io.vcr.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves hooks into the classes that have some. It looks at the name of a class first, loads no class, and keeps the
 * stack map frames, because woven code has no branches that it does not describe itself. Thread-safe.
 */
final class Weaver implements ClassFileTransformer {

    private final Bridge bridge;
    private volatile Hooks hooks;

    Weaver(Hooks hooks, Bridge bridge) {
        this.hooks = hooks;
        this.bridge = bridge;
    }

    void add(Hooks more) {
        hooks = hooks.and(more);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null) {
            return null; // a hidden class
        }
        List<Hook> wanted = hooks.of(name);
        if (wanted.isEmpty()) {
            return null;
        }
        try {
            return weave(wanted, bytes);
        } catch (Throwable e) { // the JVM would ignore it without a word
            bridge.warn(name.replace('/', '.') + " cannot be woven: " + e);
            return null;
        }
    }

    private byte[] weave(List<Hook> wanted, byte[] bytes) {
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
