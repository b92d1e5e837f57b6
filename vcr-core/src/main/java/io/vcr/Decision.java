package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.internal.stream.ChunkedStream;
import io.vcr.internal.stream.CutStream;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** The decision of a session on one request. An adapter does exactly what it says. */
public sealed interface Decision {

    /** Answer with a recorded response. Nothing reaches the network. Immutable. */
    final class Replay implements Decision {

        private final Episode episode;
        private final double pace;

        Replay(Episode episode, double pace) {
            this.episode = episode;
            this.pace = pace;
        }

        /**
         * Returns the recorded exchange with the response that the client gets: the body is decoded, the headers fit
         * it, {@code Retry-After} is 0 so that no client sleeps, and what the response repeats of the request, such as
         * the id of a JSON-RPC request, is what the client has sent.
         *
         * @return the episode
         */
        public Episode episode() {
            return episode;
        }

        /**
         * Returns the response body in its recorded chunks: a read never returns more than one chunk. If the pace is
         * not 0, a read waits until the chunk is due, counted from this call. If the recorded exchange failed, the
         * stream throws an exception of the JDK after its last byte.
         *
         * @return a new stream, confined to one thread
         */
        public InputStream open() {
            return open(Failure::toException);
        }

        /**
         * Returns the response body, like {@link #open()}.
         *
         * @param failed returns what the stream throws after the last byte, if the recorded exchange failed
         * @return a new stream, confined to one thread
         */
        public InputStream open(Function<Failure, IOException> failed) {
            InputStream body = ChunkedStream.of(episode, pace);
            Failure failure = episode.failure();
            return failure == null || failure.exception().isEmpty()
                    ? body
                    : new CutStream(body, () -> failed.apply(failure));
        }
    }

    /**
     * Send the request and report its response to the capture.
     *
     * @param capture records this exchange
     */
    record Live(Capture capture) implements Decision {}

    /**
     * Send the request unchanged and record nothing.
     *
     * @param reason the reason in a few words
     */
    record PassThrough(String reason) implements Decision {

        static final PassThrough OUTSIDE = new PassThrough("no open session");

        /**
         * Tells whether the request passes because it belongs to no session.
         *
         * @return false if a rule of its session lets it pass
         */
        public boolean isOutside() {
            return equals(OUTSIDE);
        }
    }

    /**
     * Do not send the request; the client gets the {@link #answer()}. The session reports the refusal at its end.
     *
     * @param message the explanation: the request, what is stored, what differs and how to fix it; filtered
     * @param refusal how the client learns of the refusal
     */
    record Refuse(String message, Refusal refusal) implements Decision {

        /**
         * Returns the response for the client.
         *
         * @return a response with status 400, {@code x-should-retry: false}, and the message in the fields that LLM
         *     SDKs read
         * @throws IOException with the message, if the refusal is {@link Refusal#EXCEPTION}
         */
        public HttpResponse answer() throws IOException {
            if (refusal == Refusal.EXCEPTION) {
                throw new IOException(message);
            }
            String quoted = Json.quote(message);
            Body body = Body.of(
                    "{\"type\":\"error\",\"error\":{\"type\":\"vcr_refused\",\"code\":\"vcr_refused\",\"message\":"
                            + quoted + "},\"message\":" + quoted + "}");
            Headers headers = Headers.of(
                    "Content-Type",
                    "application/json",
                    "Content-Length",
                    Integer.toString(body.length()),
                    "x-should-retry",
                    "false");
            return new HttpResponse(400, "Bad Request", headers, body);
        }
    }
}
