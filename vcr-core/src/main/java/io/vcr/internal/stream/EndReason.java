package io.vcr.internal.stream;

import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Failure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Tells why an exchange was cut short, for the exceptions of all clients. */
public final class EndReason {

    /** What clients say when the call was cancelled or its socket or stream was closed on this side. */
    private static final Set<String> CLOSED_HERE = Set.of("Canceled", "Socket closed", "stream is closed");

    private static final String TIMEOUT = "timeout";
    private static final String CANCELLED = "cancelled";
    private static final String CONNECTION_LOST = "connection lost";

    private EndReason() {}

    /** The reason in a few words. */
    public static String of(Throwable failure, boolean cancelled) {
        Throwable cause = ioCause(failure);
        if (isTimeout(cause)) {
            return TIMEOUT;
        }
        if (cancelled || isInterrupted(cause) || CLOSED_HERE.contains(cause.getMessage() + "")) {
            return CANCELLED; // also for an interrupted thread or a closed client, as in OkHttp
        }
        return cause instanceof IOException ? CONNECTION_LOST : cause.getClass().getSimpleName();
    }

    /** The failure to record; empty if the network and the server are not its reason. */
    static Optional<Failure> failure(Throwable failure, boolean cancelled, boolean responded) {
        if (!isFailure(of(failure, cancelled))) {
            return Optional.empty();
        }
        Throwable cause = ioCause(failure);
        String message = Objects.requireNonNullElse(cause.getMessage(), "");
        return Optional.of(new Failure(kind(cause), cause.getClass().getName(), message, responded));
    }

    /** Whether an exchange that was dropped for this reason is recorded together with the errors. */
    public static boolean isFailure(String reason) {
        return reason.equals(TIMEOUT) || reason.equals(CONNECTION_LOST);
    }

    /**
     * Whether the thread was interrupted or the client closed. The reactive consumer of HttpClient 5.6 has an exception without
     * a message for a connection that is cut.
     */
    private static boolean isInterrupted(Throwable cause) {
        return cause instanceof InterruptedIOException && cause.getMessage() != null;
    }

    /** Whether this side has ended the exchange. */
    static boolean isCancelled(String reason) {
        return reason.equals(CANCELLED);
    }

    /** The reason in a few words, if the failure is not recorded. */
    public static String of(Failure failure) {
        return failure.kind() == Kind.TIMEOUT || failure.kind() == Kind.CONNECT_TIMEOUT ? TIMEOUT : CONNECTION_LOST;
    }

    private static Kind kind(Throwable cause) {
        String type = cause.getClass().getSimpleName();
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (isTimeout(cause)) {
            return type.contains("ConnectTimeout") || text.contains("connect timed out")
                    ? Kind.CONNECT_TIMEOUT
                    : Kind.TIMEOUT;
        }
        if (cause instanceof UnknownHostException) {
            return Kind.UNKNOWN_HOST;
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return Kind.REFUSED;
        }
        if (cause instanceof SSLException) {
            return Kind.TLS;
        }
        if (cause instanceof SocketException || text.contains("reset")) {
            return Kind.RESET;
        }
        boolean cut = cause instanceof EOFException
                || text.contains("end of stream")
                || text.contains("eof")
                || text.contains("premature")
                || text.contains("closed")
                || text.contains("failed to respond");
        return cut ? Kind.CUT : Kind.LOST;
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
                || (cause instanceof InterruptedIOException && TIMEOUT.equals(cause.getMessage()));
    }
}
