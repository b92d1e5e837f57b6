package io.vcr.examples.sdk;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Tells how long an SDK would sleep before it tries again, and does not sleep. */
record RecordedSleeper(Consumer<Duration> onSleep) implements com.openai.core.Sleeper, com.anthropic.core.Sleeper {

    @Override
    public void sleep(Duration duration) {
        onSleep.accept(duration);
    }

    @Override
    public CompletableFuture<Void> sleepAsync(Duration duration) {
        onSleep.accept(duration);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
