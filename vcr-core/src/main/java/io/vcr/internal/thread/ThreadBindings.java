package io.vcr.internal.thread;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that threads are bound to, the innermost first. A thread inherits none from its parent. Thread-safe.
 *
 * @param <S> the type of a session
 */
public final class ThreadBindings<S> {

    private enum Kind {
        /** Until the session ends. */
        OPENED,
        /** Until it is undone: the thread keeps its session, and its requests after the end belong to no other one. */
        BOUND,
        /** As BOUND, by a task that another thread has submitted. */
        HANDED_OVER
    }

    /** A binding, and the one that it hides. Confined to the thread, except for the undoing. */
    private static final class Bound<S> {

        private final @Nullable S session;
        private final Kind kind;
        private final @Nullable Object task;
        private final AtomicBoolean undone = new AtomicBoolean();
        private @Nullable Bound<S> outer;

        Bound(@Nullable S session, Kind kind, @Nullable Object task, @Nullable Bound<S> outer) {
            this.session = session;
            this.kind = kind;
            this.task = task;
            this.outer = outer;
        }
    }

    private final Predicate<S> isClosed;

    @SuppressWarnings("ThreadLocalUsage") // there is one ThreadBindings in a JVM, in a static field
    private final ThreadLocal<@Nullable Bound<S>> bound = new ThreadLocal<>();

    private final WeakIdentityMap<S> byThread = new WeakIdentityMap<>();

    /** Asks whether a session has ended. */
    public ThreadBindings(Predicate<S> isClosed) {
        this.isClosed = isClosed;
    }

    /** The innermost session of this thread. */
    public Optional<S> current() {
        Bound<S> innermost = pruned();
        if (innermost != null) {
            return Optional.ofNullable(innermost.session);
        }
        return byThread.isEmpty() ? Optional.empty() : Optional.ofNullable(byThread.get(Thread.currentThread()));
    }

    /** Binds a session until it ends. */
    public void opened(S session) {
        push(session, Kind.OPENED, null);
    }

    /** Binds a session until the result runs. It may run on another thread, and more than once. */
    public Runnable bind(S session, Runnable whenUndone) {
        Bound<S> mine = push(session, Kind.BOUND, null);
        return () -> {
            if (mine.undone.compareAndSet(false, true)) {
                whenUndone.run();
            }
            prune();
        };
    }

    /** Removes the bindings that are over. */
    public void prune() {
        pruned();
    }

    /** A thread that starts works for this session, or, if it is null, for none. */
    void started(Thread thread, S session) {
        byThread.merge(thread, session, (before, now) -> now);
    }

    /** A task begins inside another one, and hides the session of that. It must be {@linkplain #ended ended}. */
    void began(Object task, @Nullable S session) {
        push(session, Kind.HANDED_OVER, task);
    }

    /** A task has ended. */
    void ended(Object task) {
        for (Bound<S> each = bound.get(); each != null; each = each.outer) {
            if (each.task == task) {
                each.undone.set(true);
                prune();
                return;
            }
        }
    }

    /** A task begins in place of the one before it on this thread. */
    void beganNext(Object task, @Nullable S session) {
        for (Bound<S> each = bound.get(); each != null; each = each.outer) {
            if (each.kind == Kind.HANDED_OVER) {
                each.undone.set(true);
            }
        }
        if (session == null) {
            prune();
        } else {
            push(session, Kind.HANDED_OVER, task);
        }
    }

    private Bound<S> push(@Nullable S session, Kind kind, @Nullable Object task) {
        Bound<S> mine = new Bound<>(session, kind, task, pruned());
        bound.set(mine);
        return mine;
    }

    private boolean isOver(Bound<S> each) {
        return each.undone.get() || (each.kind == Kind.OPENED && each.session != null && isClosed.test(each.session));
    }

    private @Nullable Bound<S> pruned() {
        Bound<S> first = bound.get();
        if (first == null) {
            return null;
        }
        while (first != null && isOver(first)) {
            first = first.outer;
        }
        for (Bound<S> each = first; each != null; each = each.outer) {
            while (each.outer != null && isOver(each.outer)) {
                each.outer = each.outer.outer;
            }
        }
        if (first == null) {
            bound.remove();
        } else {
            bound.set(first);
        }
        return first;
    }
}
