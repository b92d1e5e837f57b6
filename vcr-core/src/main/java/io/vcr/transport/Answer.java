package io.vcr.transport;

import io.vcr.Decision;
import io.vcr.Decision.Dialogue;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.stream.EventFeed;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response to a replayed or refused request, which does not come from the network. Its head is immutable; its body
 * is read once, on one thread.
 */
public final class Answer {

    private final HttpResponse response;
    private final Route route;
    private final InputStream body;
    private final boolean hasBody;
    private final boolean whole;
    private final boolean refusal;
    private final @Nullable Dialogue dialogue;
    private final @Nullable IOException brokenOff;

    private Answer(
            HttpRequest request,
            HttpResponse response,
            Route route,
            InputStream body,
            boolean whole,
            boolean refusal,
            @Nullable Dialogue dialogue,
            @Nullable IOException brokenOff) {
        this.dialogue = dialogue;
        this.brokenOff = brokenOff;
        this.response = response;
        this.route = route;
        this.whole = whole;
        this.refusal = refusal;
        this.hasBody = !request.method().equals("HEAD") && response.status() != 204 && response.status() != 304;
        this.body = hasBody ? body : InputStream.nullInputStream();
    }

    /**
     * Empty if the request goes over the network. Throws the explanation if {@code refusal} is {@code exception}, and the
     * failure of an exchange that failed before its response arrived, with a class of the loader.
     */
    static Optional<Answer> to(Decision decision, Supplier<HttpRequest> request, @Nullable ClassLoader loader)
            throws IOException {
        if (decision instanceof Decision.Replay replay) {
            Failure failure = replay.episode().failure();
            if (failure != null && !failure.responded()) {
                throw FailureExceptions.of(failure, loader);
            }
            return Optional.of(new Answer(
                    request.get(),
                    replay.episode().response(),
                    replay.episode().route(),
                    replay.open(failed -> FailureExceptions.of(failed, loader)),
                    failure == null,
                    false,
                    replay.dialogue().orElse(null),
                    failure == null ? null : FailureExceptions.of(failure, loader)));
        }
        if (decision instanceof Decision.Refuse refuse) {
            HttpResponse answer = refuse.answer();
            return Optional.of(
                    new Answer(request.get(), answer, Route.DIRECT, answer.body().stream(), true, true, null, null));
        }
        return Optional.empty();
    }

    /** Whether there is an answer, or why there is none in an exception. */
    static boolean isDue(Decision decision) {
        return decision instanceof Decision.Replay || decision instanceof Decision.Refuse;
    }

    /**
     * Tells whether the request was refused.
     *
     * @return false for a replay
     */
    public boolean isRefusal() {
        return refusal;
    }

    /**
     * Returns the status.
     *
     * @return such as 200
     */
    public int status() {
        return response.status();
    }

    /**
     * Returns the reason phrase.
     *
     * @return such as {@code OK}, or empty
     */
    public String reason() {
        return response.reason();
    }

    /**
     * Returns the headers.
     *
     * @return in their order
     */
    public Headers headers() {
        return response.headers();
    }

    /**
     * Returns how the client came to the response when it was recorded, for a client that shows it.
     *
     * @return the redirects, the URI of the last request and the version of HTTP
     */
    public Route route() {
        return route;
    }

    /**
     * Tells whether HTTP allows a body here. It does not in a response to HEAD, or with status 204 or 304.
     *
     * @return true if there is a body, which may be empty
     */
    public boolean hasBody() {
        return hasBody;
    }

    /**
     * Returns the body, piece by piece as {@link Decision.Replay#open()} does.
     *
     * @return the same stream for each call; confined to one thread, except for the {@code close} of a subscription
     */
    public InputStream body() {
        return body;
    }

    /**
     * Tells whether the body is a stream of events each of which comes when the client has sent certain other requests. An
     * adapter gives the client status and headers before the first of them.
     *
     * @return true if the body may wait for other requests
     */
    public boolean isSubscription() {
        return body instanceof EventFeed;
    }

    /** Ends the body when the caller has cancelled the call, if it waits for other requests. */
    void endsWhen(BooleanSupplier isCancelled) {
        if (body instanceof EventFeed feed) {
            feed.endsWhen(isCancelled);
        }
    }

    /** The body of a subscription; null for any other. */
    @Nullable
    EventFeed feed() {
        return body instanceof EventFeed feed ? feed : null;
    }

    /**
     * Tells whether this is the answer to the handshake of a WebSocket, which a conversation follows.
     *
     * @return true if {@link SocketPlayback#of} plays it
     */
    public boolean isConversation() {
        return dialogue != null;
    }

    /** The conversation that follows; null if there is none. */
    @Nullable
    Dialogue dialogue() {
        return dialogue;
    }

    /** The failure at which the recorded conversation broke off; null if it did not. */
    @Nullable
    IOException brokenOff() {
        return brokenOff;
    }

    /** False if the recorded exchange failed before the end of the body. */
    boolean isWhole() {
        return whole;
    }

    /**
     * Throws the failure of a recorded exchange whose body was cut, after its last byte was read. Does nothing if the
     * body is whole.
     */
    void checkWhole() throws IOException {
        if (hasBody && body.read() >= 0) {
            throw new IllegalStateException("There is more of the body");
        }
    }

    /** The number of bytes of the body. */
    int bodyLength() {
        return hasBody ? response.body().length() : 0;
    }

    /**
     * Returns the value of {@code Content-Length}.
     *
     * @return the length in bytes, or -1 if the header is missing or not a number
     */
    public long contentLength() {
        try {
            return headers().first("Content-Length").map(Long::parseLong).orElse(-1L);
        } catch (NumberFormatException e) {
            return -1; // clients treat an invalid length like a missing one
        }
    }
}
