package io.vcr.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.vcr.redis.Driver.Connected;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deletes cassettes from a Redis, as a command:
 *
 * <pre>
 * Flush [--url URL] [--prefix vcr:cassette:] [--match 'com/acme/*'] [--older-than P7D] [--dry-run]
 * </pre>
 *
 * <p>It deletes only keys with the prefix, in batches (SCAN, UNLINK), so that the server keeps serving other clients.
 * It never uses KEYS or FLUSHDB. The default URL is the value of {@code CASSETTE_REDIS_URL}. It prints a line of
 * progress for each ten thousand keys, and the number of deleted cassettes at the end. The exit code is 0, 2 for an
 * invalid argument, or 1 if the server fails.
 */
public final class Flush {

    private static final int BATCH = 500;
    private static final long PROGRESS_EVERY_KEYS = 10_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final FlushOptions options;
    private final PrintStream out;
    private long seen;
    private long deleted;
    private long ageless;

    private Flush(FlushOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param args the arguments above
     */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv(RedisPersisterFactory.VARIABLE), System.out, System.err));
    }

    static int run(String[] args, @Nullable String variable, PrintStream out, PrintStream err) {
        try {
            new Flush(FlushOptions.of(args, variable), out).run();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private void run() throws IOException {
        Failures failures = new Failures("Redis " + options.address(), TIMEOUT);
        out.println((options.dryRun() ? "Would flush " : "Flushing ") + options.prefix() + options.match() + " in "
                + failures.name()
                + options.olderThan().map(age -> ", older than " + age).orElse(""));
        long start = System.nanoTime();
        try (RedisLink link = new RedisLink(
                failures,
                TIMEOUT,
                () -> Driver.open(options.address(), TIMEOUT, options.authorities()),
                CompletableFuture::completedStage)) {
            scan(link);
        }
        out.printf(
                "%s %,d of %,d cassettes in %d ms%s%n",
                options.dryRun() ? "Would delete" : "Deleted",
                deleted,
                seen,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                ageless == 0 ? "" : "; kept " + ageless + " without a time of saving");
    }

    private void scan(RedisLink link) throws IOException {
        ScanArgs pattern = ScanArgs.Builder.limit(BATCH).match(bytes(Glob.literal(options.prefix()) + options.match()));
        ScanCursor cursor = ScanCursor.INITIAL;
        long reported = 0;
        while (!cursor.isFinished()) {
            ScanCursor from = cursor;
            KeyScanCursor<byte[]> page = link.call(redis -> redis.commands().scan(from, pattern));
            flush(link, page.getKeys());
            cursor = page;
            if (seen - reported >= PROGRESS_EVERY_KEYS) {
                reported = seen;
                out.printf("  %,d seen, %,d %s%n", seen, deleted, options.dryRun() ? "to delete" : "deleted");
            }
        }
    }

    private void flush(RedisLink link, List<byte[]> keys) throws IOException {
        seen += keys.size();
        List<byte[]> old = options.olderThan().isPresent() ? old(link, keys) : keys;
        if (old.isEmpty()) {
            return;
        }
        byte[][] batch = old.toArray(byte[][]::new);
        deleted += options.dryRun()
                ? batch.length
                : link.call(redis -> redis.commands().unlink(batch));
    }

    /** The old ones among the keys, by the first bytes of their values, which are fetched together. */
    private List<byte[]> old(RedisLink link, List<byte[]> keys) throws IOException {
        Instant before = Instant.now().minus(options.olderThan().orElseThrow());
        List<byte[]> heads = link.call(redis -> heads(redis, keys));
        List<byte[]> old = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (Payload.savedAt(heads.get(i)).isEmpty()) {
                ageless++;
            } else if (Payload.savedAt(heads.get(i)).orElseThrow().isBefore(before)) {
                old.add(keys.get(i));
            }
        }
        return old;
    }

    private static CompletionStage<List<byte[]>> heads(Connected redis, List<byte[]> keys) {
        List<CompletableFuture<byte[]>> heads = keys.stream()
                .map(key -> redis.commands()
                        .getrange(key, 0, Payload.HEAD_BYTES - 1)
                        .exceptionally(Flush::headOfAnotherType)
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(heads.toArray(CompletableFuture[]::new))
                .thenApply(done -> heads.stream().map(CompletableFuture::join).toList());
    }

    /** An empty head for a list or a hash, which has no first bytes. */
    private static byte[] headOfAnotherType(Throwable failure) {
        if (String.valueOf(Failures.cause(failure).getMessage()).startsWith("WRONGTYPE")) {
            return new byte[0];
        }
        throw new CompletionException(failure);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
