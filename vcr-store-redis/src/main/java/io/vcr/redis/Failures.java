package io.vcr.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Describes failures of the server for a build log. The same failure gives the same text, so that a summary can count
 * it. Immutable.
 *
 * @param name the server, masked
 * @param timeout the timeout of a command
 */
record Failures(String name, Duration timeout) {

    /** The messages of all server versions for a rejected user or password. */
    private static final Pattern LOGIN = Pattern.compile("WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password");

    /** The cause of an exception of a future. */
    static Throwable cause(Throwable e) {
        Throwable cause = e;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Tells whether the server does not answer, so that the next command would fail too. */
    static boolean isOutage(Throwable cause) {
        boolean answered = cause instanceof RedisCommandExecutionException;
        return cause instanceof TimeoutException
                || cause instanceof CancellationException // another caller has abandoned the connection
                || cause instanceof LinkageError
                || (cause instanceof RedisException && !answered)
                || cause instanceof IOException;
    }

    /**
     * Tells whether the client has rejected a command without sending it, because the connection to the node is still
     * opening (Lettuce 7 in a cluster) or opens again. Lettuce has no type for this.
     */
    static boolean isUnsent(Throwable cause) {
        return cause instanceof RedisException
                && String.valueOf(cause.getMessage()).startsWith("Currently not connected");
    }

    /** Tells whether a timeout has expired, of the caller or of Lettuce. */
    static boolean isSilence(Throwable cause) {
        return cause instanceof TimeoutException || find(cause, RedisCommandTimeoutException.class);
    }

    /** Tells whether the server has rejected the password, or this client the certificate of the server. */
    static boolean isRefusal(Throwable cause) {
        String message = innermost(cause);
        return LOGIN.matcher(message).lookingAt()
                || message.startsWith("NOPERM")
                || find(cause, SSLException.class)
                || cause instanceof LinkageError;
    }

    private static boolean find(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    IOException explained(Throwable cause) {
        return new IOException(name + " " + text(cause), cause);
    }

    private String text(Throwable cause) {
        String message = innermost(cause);
        if (isSilence(cause)) {
            return "does not answer within " + timeout.toMillis() / 1000.0 + " s";
        }
        if (cause instanceof LinkageError) {
            return "cannot be used, because the client does not find " + message + " on the class path"
                    + (message.startsWith("org.slf4j") ? "; Lettuce 7 needs org.slf4j:slf4j-api" : "");
        }
        if (cause instanceof RedisReadOnlyException || message.contains("-READONLY")) {
            return "is a read-only replica; name the master or the Sentinels in the URL";
        }
        if (cause instanceof RedisLoadingException) {
            return "is still loading its data: " + message;
        }
        if (message.contains("OOM command not allowed")) { // within other words before Redis 7
            return "is full: maxmemory is reached and maxmemory-policy evicts no keys; raise maxmemory or set"
                    + " maxmemory-policy to allkeys-lru";
        }
        if (LOGIN.matcher(message).lookingAt()) {
            return "rejects the user or the password of the URL: " + message;
        }
        if (find(cause, SSLException.class)) {
            return "has a certificate that is not trusted: " + message + "; set the option ca to a file with its"
                    + " authority";
        }
        if (message.startsWith("MOVED ")) { // followed by the slot of the key
            return "is a node of a cluster; use a URL that begins with redis-cluster://";
        }
        if (cause instanceof RedisCommandExecutionException) {
            return "rejects the command: " + message;
        }
        if (find(cause, UnknownHostException.class)) { // the JDK caches failures with another message
            return "cannot be reached: its host has no known address";
        }
        return "cannot be reached: " + message;
    }

    /** The message of the root cause. */
    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
