package io.vcr.internal.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;

/** Describes in a few words why an exchange was cut short, for the exceptions of all clients. */
public final class EndReason {

    private EndReason() {}

    public static String of(Throwable failure, boolean cancelled) {
        Throwable cause = ioCause(failure);
        if (isTimeout(cause)) {
            return "timeout";
        }
        if (cancelled || cause instanceof InterruptedIOException || "Canceled".equals(cause.getMessage())) {
            return "cancelled"; // also for an interrupted thread or a closed client, as in OkHttp
        }
        return cause instanceof IOException
                ? "connection lost"
                : cause.getClass().getSimpleName();
    }

    /** The I/O exception that SDKs and futures have wrapped. */
    private static Throwable ioCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return cause;
            }
        }
        return failure;
    }

    /** OkHttp reports a call timeout as an InterruptedIOException with the message "timeout". */
    private static boolean isTimeout(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause.getClass().getSimpleName().contains("Timeout")
                || (cause instanceof InterruptedIOException && "timeout".equals(cause.getMessage()));
    }
}
