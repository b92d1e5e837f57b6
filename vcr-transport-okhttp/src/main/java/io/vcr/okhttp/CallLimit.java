package io.vcr.okhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.Call;

/**
 * The call timeout of a call. When it is over OkHttp cancels the call, which is all that an interceptor sees; only then it throws
 * what the application gets.
 *
 * @param nanos the timeout in nanoseconds, 0 if there is none
 * @param begun when the call reached the interceptor, by {@link System#nanoTime}
 */
record CallLimit(long nanos, long begun) {

    private static final CallLimit NONE = new CallLimit(0, 0);

    /** A tenth of the timeout may pass before the call reaches the interceptor. */
    private static final int BEFORE = 10;

    static CallLimit of(Call call) {
        long nanos = call.timeout().timeoutNanos();
        return nanos == 0 ? NONE : new CallLimit(nanos, System.nanoTime());
    }

    /** The exception that the application probably gets for a failed call; a guess, for the recording only. */
    IOException seenFromOutside(IOException failure, Call call) {
        boolean isOver = nanos > 0 && System.nanoTime() - begun >= nanos - nanos / BEFORE;
        if (!isOver || !call.isCanceled()) {
            return failure;
        }
        InterruptedIOException timeout = new InterruptedIOException("timeout");
        timeout.initCause(failure);
        return timeout;
    }
}
