package io.vcr.internal.thread;

/**
 * The calls of a store on this thread. The requests that a store makes in them, such as those of a store over S3, belong to no
 * session: a load would wait for itself, and a save would be recorded by another session. Thread-safe.
 */
public final class StoreCalls {

    /** A call of a store. */
    @FunctionalInterface
    public interface Call<T, X extends Exception> {

        T run() throws X;
    }

    /** A call of a store that returns nothing. */
    @FunctionalInterface
    public interface Message<X extends Exception> {

        void send() throws X;
    }

    /** Of a thread that is in no call it holds nothing, so that a pool keeps nothing of a test. */
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private StoreCalls() {}

    /**
     * Calls the store. The interrupt flag, which the test may have left set, is cleared during the call and set again after it:
     * it would close the file or connection of the store.
     */
    public static <T, X extends Exception> T run(Call<T, X> call) throws X {
        boolean isOutermost = !isInside();
        boolean interrupted = Thread.interrupted();
        INSIDE.set(true);
        try {
            return call.run();
        } finally {
            if (isOutermost) {
                INSIDE.remove();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #run}, for a call that returns nothing. */
    public static <X extends Exception> void tell(Message<X> message) throws X {
        StoreCalls.<Boolean, X>run(() -> {
            message.send();
            return true;
        });
    }

    /** Whether this thread is in a call of a store. */
    public static boolean isInside() {
        return INSIDE.get() != null;
    }
}
