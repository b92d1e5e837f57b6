package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Json;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.socket.Script;
import io.vcr.internal.stream.ChunkedStream;
import io.vcr.internal.stream.CutStream;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The decision of a session on one request. An adapter does exactly what it says. */
public sealed interface Decision {

    /** Answer with a recorded response. Nothing reaches the network. Immutable. */
    final class Replay implements Decision {

        private final Episode episode;
        private final double pace;
        private final @Nullable Dialogue dialogue;
        private final @Nullable Supplier<InputStream> events;

        Replay(Episode episode, double pace) {
            this(episode, pace, null);
        }

        Replay(Episode episode, double pace, @Nullable Dialogue dialogue) {
            this.episode = episode;
            this.pace = pace;
            this.dialogue = dialogue;
            this.events = null;
        }

        Replay(Episode subscription, Supplier<InputStream> events) {
            this.episode = subscription;
            this.pace = 0;
            this.dialogue = null;
            this.events = events;
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
         * Returns the conversation that follows the response, if it is that to the handshake of a WebSocket.
         *
         * @return empty for an ordinary exchange
         */
        public Optional<Dialogue> dialogue() {
            return Optional.ofNullable(dialogue);
        }

        /**
         * Returns the response body in its recorded chunks: a read never returns more than one chunk. If the pace is
         * not 0, a read waits until the chunk is due, counted from this call. If the recorded exchange failed, the
         * stream throws an exception of the JDK after its last byte.
         *
         * <p>If the episode is a subscription, a read waits until the requests were sent that the next event comes after, and
         * after the last event until the session ends. Another thread may close the stream, which ends the read with an
         * exception.
         *
         * @return a new stream; confined to one thread, except for the {@code close} of a subscription
         */
        public InputStream open() {
            return open(Failure::toException);
        }

        /**
         * Returns the response body, like {@link #open()}.
         *
         * @param failed returns what the stream throws after the last byte, if the recorded exchange failed
         * @return a new stream; confined to one thread, except for the {@code close} of a subscription
         */
        public InputStream open(Function<Failure, IOException> failed) {
            if (events != null) {
                return events.get();
            }
            InputStream body = ChunkedStream.of(episode, pace);
            Failure failure = episode.failure();
            return failure == null || failure.exception().isEmpty()
                    ? body
                    : new CutStream(body, () -> failed.apply(failure));
        }
    }

    /** The recorded side of a conversation over a WebSocket. Thread-safe. */
    final class Dialogue {

        private final Script script;
        private final UnaryOperator<String> refused;
        private final Function<FilterFailedException, String> broken;
        private final double pace;

        Dialogue(
                Script script,
                UnaryOperator<String> refused,
                Function<FilterFailedException, String> broken,
                double pace) {
            this.script = script;
            this.refused = refused;
            this.broken = broken;
            this.pace = pace;
        }

        /**
         * Returns how long a client waits in proportion to the recorded times.
         *
         * @return 0 for not at all, 1 for as long as when it was recorded
         */
        public double pace() {
            return pace;
        }

        /**
         * Returns what the server sends before the client has sent anything.
         *
         * @return its messages, in their order
         */
        public List<Message> begin() {
            return script.begin();
        }

        /**
         * Compares a whole message of the client with the next one that it sent when the conversation was recorded.
         *
         * @param message the message
         * @return what the server sends now, in its order
         * @throws RefusedException if the messages differ, or a filter throws; the session reports it at its end
         */
        public List<Message> sent(Message message) throws RefusedException {
            Script.Turn turn = turn(message);
            if (turn.difference() != null) {
                throw new RefusedException(refused.apply(turn.difference()));
            }
            return turn.messages();
        }

        private Script.Turn turn(Message message) throws RefusedException {
            try {
                return script.sent(message);
            } catch (FilterFailedException e) {
                RefusedException failed = new RefusedException(broken.apply(e));
                failed.initCause(e);
                throw failed;
            }
        }

        /**
         * Takes the closing frame of the client.
         *
         * @return what the server sent after it had got that frame, in its order; empty if something comes before
         */
        public List<Message> closed() {
            return script.closed();
        }

        /**
         * Returns how the server closes the conversation once the client has all messages.
         *
         * @return empty if the client has to send something before, or closed it, or nobody did
         */
        public Optional<Close> close() {
            return script.isOver() ? script.close() : Optional.empty();
        }

        /**
         * Tells whether the client has sent, and got, all that was recorded.
         *
         * @return true if nothing follows but the end
         */
        public boolean isOver() {
            return script.isOver();
        }
    }

    /** A message of the client differs from the recorded one. The message of the exception is filtered. */
    final class RefusedException extends IOException {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
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
