package io.vcr.transport;

import io.vcr.Decision;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The response to a replayed or refused request, which does not come from the network. Its head is immutable; its body
 * is read once, on one thread.
 */
public final class Answer {

    private final HttpResponse response;
    private final InputStream body;
    private final boolean hasBody;

    private Answer(String method, HttpResponse response, InputStream body) {
        this.response = response;
        this.hasBody = !method.equals("HEAD") && response.status() != 204 && response.status() != 304;
        this.body = hasBody ? body : InputStream.nullInputStream();
    }

    /**
     * Returns the answer of a decision.
     *
     * @param decision the decision
     * @param method the method of the request
     * @return the answer, or empty if the request goes over the network
     * @throws IOException with the explanation, if the request is refused and {@code refusal} is {@code exception}
     */
    public static Optional<Answer> to(Decision decision, String method) throws IOException {
        if (decision instanceof Decision.Replay replay) {
            return Optional.of(new Answer(method, replay.episode().response(), replay.open()));
        }
        if (decision instanceof Decision.Refuse refuse) {
            HttpResponse answer = refuse.answer();
            return Optional.of(new Answer(method, answer, answer.body().stream()));
        }
        return Optional.empty();
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
     * Tells whether HTTP allows a body here. It does not in a response to HEAD, or with status 204 or 304.
     *
     * @return true if there is a body, which may be empty
     */
    public boolean hasBody() {
        return hasBody;
    }

    /**
     * Returns the body, as {@link Decision.Replay#open()} does.
     *
     * @return the same stream for each call, confined to one thread
     */
    public InputStream body() {
        return body;
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
