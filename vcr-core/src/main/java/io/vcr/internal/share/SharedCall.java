package io.vcr.internal.share;

import io.vcr.spi.Episode;
import io.vcr.spi.Persister.Lease;
import io.vcr.spi.Persister.Leases;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call that one session makes, for which others wait. Ends once: it is answered, or nobody gets an answer. Thread-safe. */
public final class SharedCall {

    /** How long a process that has died keeps others waiting at most. */
    static final Duration TERM = Duration.ofSeconds(10);

    private static final Duration LONGEST_SEND = Duration.ofSeconds(1);
    private static final long RENEW_MILLIS = TERM.toMillis() / 3;

    private final Thread thread = Thread.currentThread();
    private final Consumer<SharedCall> whenUnanswered;
    private final CompletableFuture<Optional<Episode>> answer = new CompletableFuture<>();

    /** What is sent to the other processes, in order, without keeping the client waiting. */
    private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);

    private @Nullable Leases leases;
    private @Nullable Lease lease;
    private Duration life = Duration.ZERO;

    SharedCall(Consumer<SharedCall> whenUnanswered) {
        this.whenUnanswered = whenUnanswered;
    }

    /** The answer; empty if there is none for others. */
    CompletableFuture<Optional<Episode>> answer() {
        return answer;
    }

    /** Whether the current thread has begun the call: it must not wait for itself, and what it does in turn is not concurrent. */
    boolean isOfThisThread() {
        return thread == Thread.currentThread();
    }

    /** Keeps the lease that this process has until the call has ended. */
    synchronized void hold(Leases all, Lease mine, Duration howLongAnAnswerLives) {
        leases = all;
        lease = mine;
        life = howLongAnAnswerLives;
        renewLater();
    }

    private void renewLater() {
        var renewal = Later.run(RENEW_MILLIS, () -> {
            send(this::renew);
            renewLater();
        });
        var unused = answer.whenComplete((any, failure) -> renewal.cancel(false));
    }

    /** Looks again, because the answer may have been sent since. */
    private void renew(Leases all, Lease mine) throws IOException {
        if (!answer.isDone()) {
            all.extend(mine, null, TERM);
        }
    }

    /**
     * Gives the answer to those who wait.
     *
     * @param live the episode before the filters, for sessions of this JVM
     * @param stored the episode for other processes; null if they must not have it
     */
    public void answer(Episode live, @Nullable Episode stored) {
        if (answer.complete(Optional.of(live))) {
            send((all, mine) -> {
                if (stored == null) {
                    all.release(mine);
                } else {
                    all.extend(mine, stored, life);
                }
            });
        }
    }

    /** Ends the call without an answer. Those who wait make their own at once. Does nothing if there is an answer. */
    public void fail() {
        if (answer.complete(Optional.empty())) {
            whenUnanswered.accept(this);
            send(Leases::release);
        }
    }

    /** Takes the answer back: nobody else gets it. */
    void withdraw() {
        fail();
        send(Leases::release);
    }

    /** Waits until the other processes know how the calls have ended: this process may end next. */
    static void awaitSent(List<SharedCall> calls) {
        try {
            CompletableFuture.allOf(calls.stream().map(SharedCall::sent).toArray(CompletableFuture<?>[]::new))
                    .get(LONGEST_SEND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The leases end with their term.
        }
    }

    private synchronized CompletableFuture<Void> sent() {
        return sent;
    }

    private interface Message {
        void send(Leases leases, Lease lease) throws IOException;
    }

    private synchronized void send(Message message) {
        Leases all = leases;
        Lease mine = lease;
        if (all != null && mine != null) {
            sent = sent.thenRunAsync(
                    () -> {
                        try {
                            message.send(all, mine);
                        } catch (IOException | RuntimeException e) {
                            // The lease ends with its term; until then other processes wait.
                        }
                    },
                    Later.now());
        }
    }
}
