package io.vcr.internal.stream;

import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode.Route;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The route of one exchange, which some clients show after they have read the response. Thread-safe. */
public final class PendingRoute {

    private static final Duration LONGEST_JOIN = Duration.ofSeconds(1);

    private final Consumer<HttpResponse> whenComplete;
    private Route route = Route.DIRECT;
    private boolean isAwaited;
    private @Nullable HttpResponse whole;

    public PendingRoute(Consumer<HttpResponse> whenComplete) {
        this.whenComplete = whenComplete;
    }

    public synchronized void await() {
        isAwaited = true;
    }

    public synchronized Route route() {
        return route;
    }

    public void set(Supplier<Route> shown) {
        try {
            Route given = shown.get();
            synchronized (this) {
                route = given;
            }
        } catch (IllegalArgumentException e) {
            // A header or URL that cannot be stored: clients accept more than HTTP allows.
        }
        end();
    }

    /** The response is whole. Reports it, unless the route is not there yet. */
    public void completed(HttpResponse response) {
        synchronized (this) {
            if (isAwaited) {
                whole = response;
                return;
            }
        }
        whenComplete.accept(response);
    }

    /** Waits for the route of a whole response: the client shows it at once, unless this is its own thread. */
    public synchronized void join() {
        long deadline = System.nanoTime() + LONGEST_JOIN.toNanos();
        long millis = LONGEST_JOIN.toMillis();
        while (whole != null && millis > 0) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    /** Reports a whole response that waits; the route is there, or will not come any more. */
    public void end() {
        HttpResponse response;
        synchronized (this) {
            isAwaited = false;
            response = whole;
            whole = null;
            notifyAll();
        }
        if (response != null) {
            whenComplete.accept(response);
        }
    }
}
