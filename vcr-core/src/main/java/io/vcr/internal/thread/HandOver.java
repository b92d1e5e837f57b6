package io.vcr.internal.thread;

import io.vcr.internal.agent.AgentMap;
import java.security.CodeSource;
import java.util.Optional;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Hands the session of the thread that submits a task over to the thread that runs it, if this JVM has the agent. A task is
 * not wrapped, so that queues and executors hold what was submitted. Thread-safe.
 *
 * @param <S> the type of a session
 */
public final class HandOver<S> {

    /** What CompletableFuture uses on a machine with few processors. */
    private static final String THREAD_PER_TASK = "java.util.concurrent.CompletableFuture$ThreadPerTaskExecutor";

    private final ThreadBindings<S> bindings;
    private final BooleanSupplier isAnyOpen;
    private final AtomicBoolean provided = new AtomicBoolean();

    /** The session of each task that waits, empty if it has none. */
    private final WeakIdentityMap<Optional<S>> tasks = new WeakIdentityMap<>();

    /** Whether a class is of the program and not of a library: it was not loaded from a jar. */
    private final ClassValue<Boolean> isOfTheProgram = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            return source != null
                    && source.getLocation() != null
                    && source.getLocation().getPath().endsWith("/");
        }
    };

    /** Asks whether any session is open. */
    public HandOver(ThreadBindings<S> bindings, BooleanSupplier isAnyOpen) {
        this.bindings = bindings;
        this.isAnyOpen = isAnyOpen;
    }

    /** Provides the attachments that the hooks of the core name, once the agent is there. */
    public void begin() {
        if (AgentMap.isPresent() && provided.compareAndSet(false, true)) {
            AgentMap.beginSessions();
            provide("task-submitted", this::submitted);
            provide("pool-task-begins", this::poolTaskBegins);
            provide("task-begins", this::taskBegins);
            provide("task-ends", bindings::ended);
            provide("thread-starts", thread -> threadStarts((Thread) thread));
            provide("virtual-thread-starts", thread -> threadOfTask((Thread) thread));
        }
    }

    /** What fails here must not fail the program. */
    private static void provide(String name, Consumer<Object> action) {
        AgentMap.provide(name, object -> {
            try {
                action.accept(object);
            } catch (RuntimeException | LinkageError e) {
                // The task runs without a session, as without the agent.
            }
            return object;
        });
    }

    private void submitted(Object task) {
        Optional<S> session = bindings.current();
        if (session.isPresent() || isAnyOpen.getAsBoolean()) {
            // One object that two tests submit, and that has not run in between, belongs to neither.
            tasks.merge(task, session, (first, second) -> first.equals(second) ? first : Optional.empty());
        }
    }

    /** A pool runs one task after the other on a thread. The end of a task is not told, since the next one replaces it. */
    private void poolTaskBegins(Object task) {
        boolean again = task instanceof RunnableScheduledFuture<?> scheduled && scheduled.isPeriodic();
        Optional<S> session = again ? tasks.get(task) : tasks.remove(task);
        bindings.beganNext(task, session == null ? null : session.orElse(null));
    }

    /** A thread that joins a task may run others meanwhile. */
    private void taskBegins(Object task) {
        Optional<S> session = tasks.remove(task);
        if (session != null) {
            bindings.began(task, session.orElse(null));
        }
    }

    /**
     * A thread that the program itself starts is a task. One that a library starts, or that was made a daemon, serves others
     * too, as those of a pool do.
     */
    private void threadStarts(Thread thread) {
        boolean isService = thread.isDaemon() && !Thread.currentThread().isDaemon();
        if (!isService && bindings.current().isPresent() && isStartedByTheProgram()) {
            threadOfTask(thread);
        }
    }

    private void threadOfTask(Thread thread) {
        bindings.current().ifPresent(session -> bindings.started(thread, session));
    }

    private boolean isStartedByTheProgram() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                        .dropWhile(type -> type != Thread.class)
                        .dropWhile(type -> type == Thread.class)
                        .findFirst()
                        .map(type -> type.getName().equals(THREAD_PER_TASK) || isOfTheProgram.get(type))
                        .orElse(false));
    }
}
