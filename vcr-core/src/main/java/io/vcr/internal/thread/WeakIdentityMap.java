package io.vcr.internal.thread;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A map that compares its keys by identity and does not keep them from being collected. Thread-safe. */
final class WeakIdentityMap<V> {

    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object object, @Nullable ReferenceQueue<Object> queue) {
            super(object, queue);
            this.hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            Object mine = get();
            return this == other || (mine != null && other instanceof Key key && key.get() == mine);
        }
    }

    private final Map<Key, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    boolean isEmpty() {
        return values.isEmpty();
    }

    @Nullable
    V get(Object key) {
        return values.get(new Key(key, null));
    }

    @Nullable
    V remove(Object key) {
        return values.remove(new Key(key, null));
    }

    /** Puts a value, or what becomes of it and the one that is there. */
    void merge(Object key, V value, BinaryOperator<V> both) {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            values.remove(gone);
        }
        values.merge(new Key(key, collected), value, both);
    }
}
