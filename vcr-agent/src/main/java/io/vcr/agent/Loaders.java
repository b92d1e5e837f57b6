package io.vcr.agent;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The class loaders whose hooks are woven, that of the class path first. None is kept from being collected. Thread-safe. */
final class Loaders {

    private final List<WeakReference<ClassLoader>> known = new CopyOnWriteArrayList<>();

    /** Adds a loader, and returns whether it was not known. */
    synchronized boolean add(ClassLoader loader) {
        for (WeakReference<ClassLoader> each : known) {
            if (each.refersTo(loader)) {
                return false;
            }
        }
        return known.add(new WeakReference<>(loader));
    }

    /** The class of a name in the first loader that a look-up finds it in. */
    @Nullable
    Class<?> find(LookUp lookUp) {
        for (WeakReference<ClassLoader> each : known) {
            ClassLoader loader = each.get();
            Class<?> type = loader == null ? null : lookUp.in(loader);
            if (type != null) {
                return type;
            }
        }
        return null;
    }

    /** Looks for a class in a loader. */
    interface LookUp {
        @Nullable
        Class<?> in(ClassLoader loader);
    }
}
