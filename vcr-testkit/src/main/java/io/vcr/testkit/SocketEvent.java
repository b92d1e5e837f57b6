package io.vcr.testkit;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.util.Objects;

/** What a client reports of a WebSocket to its application. Immutable. */
public sealed interface SocketEvent {

    /**
     * The handshake has succeeded.
     *
     * @param headers the headers of its response, if the client shows them; otherwise empty
     * @param subprotocol the subprotocol that the server has chosen, or empty
     */
    record Opened(Headers headers, String subprotocol) implements SocketEvent {}

    /**
     * The server has answered the handshake with another status than 101. The last event.
     *
     * @param status the status
     * @param headers the headers of the response as the client shows them
     * @param body the body as the client shows it
     */
    record Rejected(int status, Headers headers, Body body) implements SocketEvent {}

    /**
     * A text has arrived.
     *
     * @param text the whole text; if the client delivers it in parts, the author joins them
     */
    record Text(String text) implements SocketEvent {}

    /**
     * Bytes have arrived.
     *
     * @param bytes the whole message; if the client delivers it in parts, the author joins them
     */
    record Binary(Body bytes) implements SocketEvent {}

    /**
     * A ping has arrived. Only of a client that shows it.
     *
     * @param bytes its content
     */
    record Ping(Body bytes) implements SocketEvent {}

    /**
     * A pong has arrived. Only of a client that shows it.
     *
     * @param bytes its content
     */
    record Pong(Body bytes) implements SocketEvent {}

    /**
     * The server has closed the socket. The last event.
     *
     * @param code the code; 1005 if there is none, 1006 if the client reports a lost connection in this way
     * @param reason the reason, or empty
     */
    record Closed(int code, String reason) implements SocketEvent {}

    /**
     * The handshake or the socket has failed. The last event.
     *
     * @param exception the name of the class of the exception
     * @param message the message of the exception, or empty
     */
    record Failed(String exception, String message) implements SocketEvent {

        /**
         * Returns the event for an exception.
         *
         * @param failure the exception of the client
         * @return the event
         */
        public static Failed of(Throwable failure) {
            return new Failed(failure.getClass().getName(), Objects.requireNonNullElse(failure.getMessage(), ""));
        }
    }

    /**
     * Tells whether no event follows.
     *
     * @return true for the end of a socket
     */
    default boolean isLast() {
        return this instanceof Rejected || this instanceof Closed || this instanceof Failed;
    }
}
