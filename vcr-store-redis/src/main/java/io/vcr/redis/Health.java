package io.vcr.redis;

import io.vcr.redis.Driver.Connected;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts the failures of a run, and tells how near the server is to its limits. Thread-safe. */
final class Health {

    private static final double NEARLY_FULL = 0.85;

    private final AtomicInteger failedLoads = new AtomicInteger();
    private final AtomicInteger failedSaves = new AtomicInteger();
    private volatile String lastError = "";
    private volatile @Nullable CompletableFuture<String> before;

    /** A command whose failure is counted. */
    @FunctionalInterface
    interface Counted<T> {
        T run() throws IOException;
    }

    <T> T load(Counted<T> command) throws IOException {
        return count(failedLoads, command);
    }

    <T> T save(Counted<T> command) throws IOException {
        return count(failedSaves, command);
    }

    private <T> T count(AtomicInteger failures, Counted<T> command) throws IOException {
        try {
            return command.run();
        } catch (IOException e) {
            failures.incrementAndGet();
            lastError = String.valueOf(e.getMessage());
            throw e;
        }
    }

    /** Requests the counters of the server at the beginning, without waiting for them. */
    Connected begun(Connected connected) {
        if (before == null || before.isCompletedExceptionally()) {
            before = connected.commands().info().toCompletableFuture();
        }
        return connected;
    }

    /** The lines for the build log; empty if nothing failed and memory is free. */
    List<String> lines(String name, RedisLink link) {
        List<String> lines = new ArrayList<>();
        if (failedLoads.get() + failedSaves.get() > 0) {
            lines.add("%s: %d loads and %d saves failed; last error: %s"
                    .formatted(name, failedLoads.get(), failedSaves.get(), lastError));
        }
        CompletableFuture<String> first = before;
        if (first == null || !first.isDone() || first.isCompletedExceptionally()) {
            return lines; // never connected, or the user lacks the permission
        }
        try {
            String now = link.call(redis -> redis.commands().info());
            room(name, now, lines);
            long evicted = number(now, "evicted_keys") - number(first.join(), "evicted_keys");
            if (evicted > 0) {
                lines.add(name + ": " + evicted
                        + " keys were evicted during the run because memory was full; raise maxmemory");
            }
        } catch (IOException e) {
            return lines; // the server has answered before; later failures are listed above
        }
        return lines;
    }

    private static void room(String name, String info, List<String> lines) {
        long used = number(info, "used_memory");
        long most = number(info, "maxmemory");
        if (most > 0 && used >= NEARLY_FULL * most) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %.1f of %.1f MiB of memory used (%d %%); raise maxmemory, or flush old cassettes",
                    name,
                    used / 1048576.0,
                    most / 1048576.0,
                    100 * used / most));
        }
    }

    private static long number(String info, String field) {
        Matcher line = Pattern.compile("(?m)^" + field + ":(\\d{1,18})\\r?$").matcher(info);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
