package io.vcr.jdk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The result of a call. If it is cancelled, or a future that depends on it, so is the call, as in the client itself. */
final class CallFuture<T> extends CompletableFuture<T> {

    private final Runnable cancellation;

    private CallFuture(Runnable cancellation) {
        this.cancellation = cancellation;
    }

    /** Runs the cancellation before the future is cancelled; completes as the source does. */
    static <T> CompletableFuture<T> of(CompletionStage<T> source, Runnable cancellation) {
        CallFuture<T> result = new CallFuture<>(cancellation);
        source.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CallFuture<>(cancellation);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!isDone()) {
            cancellation.run();
        }
        return super.cancel(mayInterruptIfRunning);
    }
}
