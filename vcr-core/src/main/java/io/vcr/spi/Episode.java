package io.vcr.spi;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recorded exchange. It is filtered, so it may be stored, compared and printed. Immutable.
 *
 * @param request the request
 * @param response the response with its decoded body
 * @param recordedAt when the exchange began; null if the tool that wrote the cassette does not record it
 * @param expiresAt the time from which it is no longer replayed; null for never
 * @param timing how the response arrived; null if it is not known
 * @param failure how the exchange failed; null if the response is whole. The response then holds what had arrived, or
 *     {@link #NO_RESPONSE}
 * @param route how the client came to the response
 * @param conversation the messages that followed over a WebSocket, if the exchange is its handshake; null if it is not
 * @param subscription when the events of the response came, if it is a stream that answers other exchanges; null if it is not
 */
public record Episode(
        HttpRequest request,
        HttpResponse response,
        @Nullable Instant recordedAt,
        @Nullable Instant expiresAt,
        @Nullable Timing timing,
        @Nullable Failure failure,
        Route route,
        @Nullable Conversation conversation,
        @Nullable Subscription subscription) {

    /**
     * Stands for the response of an exchange that failed before a response arrived. A tool that does not know of
     * failures reads this status.
     */
    public static final HttpResponse NO_RESPONSE = new HttpResponse(599, "No Response", Headers.EMPTY, Body.EMPTY);

    /**
     * Creates an episode with a whole response.
     *
     * @param request the request
     * @param response the response with its decoded body
     * @param recordedAt when the exchange began, or null
     * @param expiresAt the time from which it is no longer replayed, or null
     * @param timing how the response arrived, or null
     */
    public Episode(
            HttpRequest request,
            HttpResponse response,
            @Nullable Instant recordedAt,
            @Nullable Instant expiresAt,
            @Nullable Timing timing) {
        this(request, response, recordedAt, expiresAt, timing, null, Route.DIRECT);
    }

    /**
     * Creates an episode without a conversation and a subscription.
     *
     * @param request the request
     * @param response the response with its decoded body
     * @param recordedAt when the exchange began, or null
     * @param expiresAt the time from which it is no longer replayed, or null
     * @param timing how the response arrived, or null
     * @param failure how the exchange failed, or null
     * @param route how the client came to the response
     */
    public Episode(
            HttpRequest request,
            HttpResponse response,
            @Nullable Instant recordedAt,
            @Nullable Instant expiresAt,
            @Nullable Timing timing,
            @Nullable Failure failure,
            Route route) {
        this(request, response, recordedAt, expiresAt, timing, failure, route, null, null);
    }

    /**
     * Returns this episode with other messages.
     *
     * @param newRequest the request
     * @param newResponse the response
     * @return the changed episode
     */
    public Episode with(HttpRequest newRequest, HttpResponse newResponse) {
        return new Episode(
                newRequest, newResponse, recordedAt, expiresAt, timing, failure, route, conversation, subscription);
    }

    /**
     * Returns this episode with another route.
     *
     * @param newRoute how the client came to the response
     * @return the changed episode
     */
    public Episode withRoute(Route newRoute) {
        return new Episode(
                request, response, recordedAt, expiresAt, timing, failure, newRoute, conversation, subscription);
    }

    /**
     * Returns this episode with another conversation.
     *
     * @param newConversation the messages that followed the handshake, or null
     * @return the changed episode
     */
    public Episode withConversation(@Nullable Conversation newConversation) {
        return new Episode(
                request, response, recordedAt, expiresAt, timing, failure, route, newConversation, subscription);
    }

    /**
     * Returns this episode with another subscription.
     *
     * @param newSubscription when the events of the response came, or null
     * @return the changed episode
     */
    public Episode withSubscription(@Nullable Subscription newSubscription) {
        return new Episode(
                request, response, recordedAt, expiresAt, timing, failure, route, conversation, newSubscription);
    }

    /**
     * Returns the approximate memory that the exchange takes: names, values, bodies and messages.
     *
     * @return the size in bytes
     */
    public long sizeBytes() {
        return request.uri().text().length()
                + sizeBytes(request.headers())
                + request.body().length()
                + sizeBytes(response.headers())
                + response.body().length()
                + (conversation == null ? 0 : conversation.sizeBytes())
                + route.hops().stream()
                        .mapToLong(hop -> hop.uri().text().length()
                                + sizeBytes(hop.response().headers()))
                        .sum();
    }

    private static long sizeBytes(Headers headers) {
        long bytes = 0;
        for (int i = 0; i < headers.size(); i++) {
            bytes += headers.name(i).length() + headers.value(i).length();
        }
        return bytes;
    }

    /**
     * The times at which a response arrived, measured from the moment the request was sent.
     *
     * @param firstByte the time to the first byte of the body
     * @param total the time to the end of the body
     * @param chunks the pieces in which the body arrived; empty for one piece
     */
    public record Timing(Duration firstByte, Duration total, List<Chunk> chunks) {

        /** Copies the chunks. */
        public Timing {
            chunks = List.copyOf(chunks);
        }

        /**
         * Tells whether the chunks add up to the length of a body.
         *
         * @param length the length of the body in bytes
         * @return false if there are no chunks, or a filter has changed the length of the body
         */
        public boolean fits(int length) {
            long sum = 0;
            for (Chunk chunk : chunks) {
                sum += chunk.bytes();
            }
            return !chunks.isEmpty() && sum == length;
        }
    }

    /**
     * A piece of a body.
     *
     * @param offset when it arrived, measured from the moment the request was sent
     * @param bytes its length in bytes, at least 1
     */
    public record Chunk(Duration offset, int bytes) {

        /**
         * Checks the length.
         *
         * @throws IllegalArgumentException if the length is not positive
         */
        public Chunk {
            if (bytes < 1) {
                throw new IllegalArgumentException("A chunk of " + bytes + " bytes");
            }
        }
    }

    /**
     * How a client came to a response: what it shows beside status, headers and body. Filtered, so it may be stored and
     * printed. Immutable.
     *
     * @param hops the requests that the client made before its last one, such as those that were redirected, oldest first
     * @param uri the URI of the last request; null if it is that of the first
     * @param version the version of HTTP, such as {@code HTTP/2}; empty for {@code HTTP/1.1}
     */
    public record Route(List<Hop> hops, @Nullable Uri uri, String version) {

        /** The response to the first request, by HTTP/1.1. */
        public static final Route DIRECT = new Route(List.of(), null, "");

        private static final String USUAL_VERSION = "HTTP/1.1";

        /** Copies the hops. */
        public Route {
            hops = List.copyOf(hops);
            version = version.equals(USUAL_VERSION) ? "" : version;
        }

        /**
         * Returns the method of the last request: clients follow a redirect with GET if its status is 303, or if a POST was
         * answered with 301 or 302.
         *
         * @param first the method of the first request
         * @return such as {@code GET}
         */
        public String method(String first) {
            if (hops.isEmpty()) {
                return first;
            }
            Hop last = hops.get(hops.size() - 1);
            int status = last.response().status();
            return switch (status) {
                case 301, 302 -> last.method().equals("POST") ? "GET" : last.method();
                case 303 -> last.method().equals("HEAD") ? "HEAD" : "GET";
                default -> last.method();
            };
        }
    }

    /**
     * A request that was not the last one of a call, and its response.
     *
     * @param method the method of the request
     * @param uri the URI of the request
     * @param response the response without its body
     */
    public record Hop(String method, Uri uri, HttpResponse response) {}

    /**
     * What followed a handshake over a WebSocket. Filtered, so it may be stored and printed. Immutable.
     *
     * @param messages the whole messages of both sides in the order in which the client sent and received them; pings and
     *     pongs are not among them
     * @param close how the conversation ended; null if the connection was open when the recording ended, or broke off
     */
    public record Conversation(
            List<Message> messages, @Nullable Close close) {

        /** Stands for the URI of a handshake that another tool has not recorded: such a conversation answers any handshake. */
        public static final Uri ANYWHERE = Uri.of("wss://anywhere.invalid/");

        /** Copies the messages. */
        public Conversation {
            messages = List.copyOf(messages);
        }

        /**
         * Returns the length of all messages.
         *
         * @return the size in bytes
         */
        public long sizeBytes() {
            return messages.stream()
                    .mapToLong(message -> message.data().length())
                    .sum();
        }
    }

    /**
     * A message of a conversation.
     *
     * @param sent true if the client sent it, false if the server did
     * @param text true for a text, false for bytes
     * @param data the content, of a text in UTF-8
     * @param offset when it went, measured from the moment the handshake was sent
     */
    public record Message(boolean sent, boolean text, Body data, Duration offset) {

        /**
         * Returns this message with another content.
         *
         * @param newData the content
         * @return the changed message
         */
        public Message withData(Body newData) {
            return newData.equals(data) ? this : new Message(sent, text, newData, offset);
        }
    }

    /**
     * The end of a conversation.
     *
     * @param sent true if the client closed it first, false if the server did
     * @param code the status code of the first closing frame (RFC 6455, section 7.4); 1005 if it had none
     * @param reason the reason in that frame, or empty
     * @param offset when it went, measured from the moment the handshake was sent
     */
    public record Close(boolean sent, int code, String reason, Duration offset) {}

    /**
     * When the events of a stream came that answers other exchanges: a stream of server-sent events that a GET has opened. An
     * event is what stands before a blank line. Immutable.
     *
     * @param after for each event, how many of the exchanges with the same host and port that follow in the cassette had begun
     *     when it came; exchanges with a subscription are not counted
     * @param open true if the server had not ended the stream when the client closed it, or the recording ended
     */
    public record Subscription(List<Integer> after, boolean open) {

        /** Copies the numbers. */
        public Subscription {
            after = List.copyOf(after);
        }
    }

    /**
     * How an exchange failed that has no whole response. Filtered, so it may be stored and printed. Immutable.
     *
     * @param kind what happened
     * @param exception the class of the exception that the client threw, such as {@code java.net.SocketTimeoutException};
     *     empty if the client ended a body that was cut as if it were whole
     * @param message the message of the exception, or empty
     * @param responded true if the client had status and headers before the failure
     */
    public record Failure(Kind kind, String exception, String message, boolean responded) {

        /** What happened to an exchange, whatever client made it. */
        public enum Kind {

            /** The name of the host has no address. */
            UNKNOWN_HOST,

            /** No server accepted the connection. */
            REFUSED,

            /** The connection was not made in time. */
            CONNECT_TIMEOUT,

            /** The TLS handshake failed, or the certificate was not trusted. */
            TLS,

            /** The response, or a part of it, did not arrive in time. */
            TIMEOUT,

            /** The server reset the connection or the stream. */
            RESET,

            /** The server closed the connection before the end of the response. */
            CUT,

            /** The connection failed in another way. */
            LOST
        }

        /**
         * Returns the exception for a client that throws exceptions of the JDK. A cassette cannot name a class to be loaded:
         * an exception of another library is replaced by one of the JDK for the same {@linkplain #kind() kind}.
         *
         * @return a new exception with the recorded message
         */
        public IOException toException() {
            return JdkExceptions.of(this);
        }
    }
}
