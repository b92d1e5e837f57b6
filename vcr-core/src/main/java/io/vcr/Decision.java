package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.internal.stream.ChunkedStream;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.io.InputStream;

/** What a session answers to one request. An adapter does exactly what the decision says. */
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
         * Returns the recorded exchange, its response ready to be handed out: the body decoded, headers that fit it,
         * and {@code Retry-After} 0 where a client would otherwise sleep.
         *
         * @return the episode
         */
        public Episode episode() {
            return episode;
        }

        /**
         * Returns the response body in the chunks in which it was recorded: a read never returns more than one chunk. At
         * a pace other than 0 a read waits until the chunk is due, counted from this call.
         *
         * @return a new stream, confined to one thread
         */
        public InputStream open() {
            return ChunkedStream.of(episode, pace);
        }
    }

    /**
     * Send the request and hand what comes back to the capture.
     *
     * @param capture takes the exchange, once
     */
    record Live(Capture capture) implements Decision {}

    /**
     * Send the request and touch nothing: it is neither replayed nor recorded.
     *
     * @param reason why, in a few words
     */
    record PassThrough(String reason) implements Decision {}

    /**
     * Do not send the request; the client gets the {@link #answer()}. The session remembers it.
     *
     * @param message what was asked, what was stored, what differs and what to do; filtered
     * @param refusal how the client learns of it
     */
    record Refuse(String message, Refusal refusal) implements Decision {

        /**
         * Returns the response for the client.
         *
         * @return a response with status 400, {@code x-should-retry: false} and the message in the places where LLM SDKs
         *     look for it
         * @throws IOException with the message, if that is how a client shall learn of it
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
