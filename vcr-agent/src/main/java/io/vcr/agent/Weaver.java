package io.vcr.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weaves hooks into the classes that have some. The JVM asks for every class that it loads, so the name is looked at first. Nothing
 * here names ASM, which the JVM would load to verify this class, even if no class is woven. Thread-safe.
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
            return HookedClass.weave(wanted, bytes, bridge);
        } catch (Throwable e) { // the JVM would ignore it without a word
            bridge.warn(name.replace('/', '.') + " cannot be woven: " + e);
            return null;
        }
    }
}
