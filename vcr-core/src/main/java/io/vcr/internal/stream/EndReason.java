package io.vcr.internal.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** Says in a few words why an exchange was broken off, whatever client has thrown. */
public final class EndReason {

    private EndReason() {}

    public static String of(Throwable failure, boolean cancelled) {
        Throwable cause = ioCause(failure);
        if (isTimeout(cause)) {
            return "timeout";
        }
        if (cancelled || cause instanceof InterruptedIOException || "Canceled".equals(cause.getMessage())) {
            return "cancelled"; // also of an interrupted thread or a closed client; the word is OkHttp's
        }
        return cause instanceof IOException
                ? "connection lost"
                : cause.getClass().getSimpleName();
    }

    /** SDKs and futures wrap what the connection has thrown. */
    private static Throwable ioCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return cause;
            }
        }
        return failure;
    }

    /** OkHttp ends a call that takes too long with an InterruptedIOException that says so. */
    private static boolean isTimeout(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause.getClass().getSimpleName().contains("Timeout")
                || (cause instanceof InterruptedIOException && "timeout".equals(cause.getMessage()));
    }
}
