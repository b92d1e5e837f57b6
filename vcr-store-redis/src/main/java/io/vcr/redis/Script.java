package io.vcr.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The scripts that the server runs atomically. Each is a file beside this class. */
enum Script {
    /**
     * Stores a value if the revision that it replaces is still stored. Returns 1 if it has stored the value, else 0.
     */
    SAVE("save.lua"),
    /** Replaces the value of a lease if it has not ended. Returns 1 if it has, else 0. */
    LEASE("lease.lua");

    private final String source;
    private final String digest;

    Script(String file) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(file), file)) {
            this.source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.digest = Payload.sha1(source.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Runs the script by its digest, or sends the whole script if the server does not know it after a restart or
     * failover.
     */
    CompletionStage<Long> run(RedisClusterAsyncCommands<byte[], byte[]> commands, byte[] key, byte[]... arguments) {
        byte[][] keys = {key};
        return commands.<Long>evalsha(digest, ScriptOutputType.INTEGER, keys, arguments)
                .handle((result, failure) -> isUnknown(failure)
                        ? commands.<Long>eval(source, ScriptOutputType.INTEGER, keys, arguments)
                                .toCompletableFuture()
                        : completed(result, failure))
                .thenCompose(stage -> stage);
    }

    private static boolean isUnknown(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RedisNoScriptException;
    }

    private static CompletableFuture<Long> completed(Long result, Throwable failure) {
        return failure == null ? CompletableFuture.completedFuture(result) : CompletableFuture.failedFuture(failure);
    }
}
