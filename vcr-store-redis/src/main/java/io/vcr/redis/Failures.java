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
 * Says what has gone wrong between us and the server, in the words of a build log. The same failure gives the same
 * text, so that a summary counts it instead of repeating it. Immutable.
 *
 * @param name the server, masked
 * @param timeout of a command
 */
record Failures(String name, Duration timeout) {

    /** What servers of all versions say of a user or password that they do not take. */
    private static final Pattern LOGIN = Pattern.compile("WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password");

    /** What an exception of a future is about. */
    static Throwable cause(Throwable e) {
        Throwable cause = e;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Whether there is no answer, so that the next command will have none either. */
    static boolean isOutage(Throwable cause) {
        boolean answered = cause instanceof RedisCommandExecutionException;
        return cause instanceof TimeoutException
                || cause instanceof CancellationException // another caller has given the connection up
                || cause instanceof LinkageError
                || (cause instanceof RedisException && !answered)
                || cause instanceof IOException;
    }

    /** Whether time has run out: on the clock of the caller or on that of the driver, whichever goes off first. */
    static boolean isSilence(Throwable cause) {
        return cause instanceof TimeoutException || find(cause, RedisCommandTimeoutException.class);
    }

    /** Whether the server or we have refused to go on: the password, the certificate. */
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
        if (cause instanceof RedisReadOnlyException || message.contains("-READONLY")) {
            return "is a replica that takes no writes; name the master in the URL, or the Sentinels";
        }
        if (cause instanceof RedisLoadingException) {
            return "is loading its data and answers nothing until it has: " + message;
        }
        if (message.contains("OOM command not allowed")) { // within other words before Redis 7
            return "is full: its maxmemory is used up and its maxmemory-policy evicts nothing; raise the one or set the"
                    + " other to allkeys-lru";
        }
        if (LOGIN.matcher(message).lookingAt()) {
            return "refuses the user or the password of the URL: " + message;
        }
        if (find(cause, SSLException.class)) {
            return "cannot be trusted: " + message + "; name the authority of its certificate with the option ca";
        }
        if (message.startsWith("MOVED ")) { // goes on with the slot of the key
            return "is a node of a cluster; begin its URL with redis-cluster://";
        }
        if (cause instanceof RedisCommandExecutionException) {
            return "refuses: " + message;
        }
        if (find(cause, UnknownHostException.class)) { // has another message when the JDK remembers
            return "cannot be reached: no address is known for its host";
        }
        return "cannot be reached: " + message;
    }

    /** The text of the exception behind all others, which alone says what it was. */
    private static String innermost(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
