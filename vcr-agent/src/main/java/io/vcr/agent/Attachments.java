package io.vcr.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An attachment, as a map of each object to what takes its place; an exception that it returns is thrown. It finds the adapter in the loader of the object, then in
 * the context loader, then in the loaders that have brought hooks. If there is none, or it fails, the object stays as it is. Thread-safe.
 */
final class Attachments extends AbstractMap<Object, Object> {

    private final String type;
    private final String method;
    private final Loaders loaders;
    private final Bridge bridge;
    private final Instrumentation instrumentation;

    /** The adapter by the loader that was asked; neither is kept from being collected. */
    private final Map<ClassLoader, WeakReference<Class<?>>> found = Collections.synchronizedMap(new WeakHashMap<>());

    private final ClassValue<MethodHandle> handles = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> adapter) {
            return handle(adapter);
        }
    };

    /** Keeps an attachment from attaching what it creates itself. */
    private final ThreadLocal<@Nullable Boolean> busy = new ThreadLocal<>();

    private Attachments(String name, Loaders loaders, Bridge bridge, Instrumentation instrumentation) {
        int hash = name.indexOf('#');
        this.type = name.substring(0, hash);
        this.method = name.substring(hash + 1);
        this.loaders = loaders;
        this.bridge = bridge;
        this.instrumentation = instrumentation;
    }

    /** Adds the attachments that are methods of adapters. Other names are for the program to provide. */
    static void addTo(Bridge bridge, Set<String> names, Loaders loaders, Instrumentation instrumentation) {
        for (String name : names) {
            if (name.indexOf('#') > 0 && !bridge.map().containsKey(name)) {
                bridge.map().put(name, new Attachments(name, loaders, bridge, instrumentation));
            }
        }
    }

    @Override
    public @Nullable Object getOrDefault(@Nullable Object object, @Nullable Object same) {
        if (object == null || busy.get() != null) {
            return same;
        }
        busy.set(true);
        Object result;
        try {
            result = attach(object);
        } catch (Throwable e) { // the code under test goes on as without us
            bridge.warn(object.getClass().getName() + " by " + type + ": " + e);
            return same;
        } finally {
            busy.remove();
        }
        if (result instanceof Throwable refusal) {
            Attachments.<RuntimeException>throwUnchecked(refusal);
        }
        return result;
    }

    /** Throws any exception: the method that is woven into declares it. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void throwUnchecked(Throwable exception) throws X {
        throw (X) exception;
    }

    private Object attach(Object object) throws Throwable {
        Object first = object instanceof Object[] call && call.length > 0 && call[0] != null ? call[0] : object;
        Class<?> adapter = adapter(first.getClass().getClassLoader());
        if (adapter == null) {
            bridge.warn(object.getClass().getName() + ": no class loader finds " + type);
            return object;
        }
        return handles.get(adapter).invokeExact(object);
    }

    private @Nullable Class<?> adapter(@Nullable ClassLoader own) {
        Class<?> adapter = own == null ? null : in(own); // none for a class of the JDK
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (adapter == null && context != null && context != own) {
            adapter = in(context);
        }
        return adapter == null ? loaders.find(this::in) : adapter;
    }

    private @Nullable Class<?> in(ClassLoader loader) {
        WeakReference<Class<?>> known = found.get(loader);
        Class<?> adapter = known == null ? null : known.get();
        if (adapter != null) {
            return adapter;
        }
        try {
            adapter = Class.forName(type, true, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
        found.put(loader, new WeakReference<>(adapter));
        return adapter;
    }

    /** The method is not public, so that it is no API. A named module is opened to the agent. */
    private MethodHandle handle(Class<?> adapter) {
        Module module = adapter.getModule();
        Module agent = Attachments.class.getModule();
        if (!module.isOpen(adapter.getPackageName(), agent)) {
            instrumentation.redefineModule(
                    module, Set.of(), Map.of(), Map.of(adapter.getPackageName(), Set.of(agent)), Set.of(), Map.of());
        }
        try {
            Method attach = adapter.getDeclaredMethod(method, Object.class);
            attach.setAccessible(true);
            return MethodHandles.lookup().unreflect(attach).asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e.toString(), e);
        }
    }

    /** The map only answers {@link #getOrDefault}. */
    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return Set.of();
    }
}
