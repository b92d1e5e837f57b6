package io.vcr.testkit;

import io.vcr.http.Body;
import java.io.IOException;

/** The client's end of a WebSocket as an application uses it. Used by one thread at a time. */
public interface ClientSocket {

    /**
     * Sends a text. Returns when the client has accepted it. Called after {@link SocketEvent.Opened}.
     *
     * @param text the text
     * @throws IOException if the client does not accept it, for example because it is closed
     */
    void send(String text) throws IOException;

    /**
     * Sends bytes. Returns when the client has accepted them. Called after {@link SocketEvent.Opened}.
     *
     * @param bytes the bytes
     * @throws IOException if the client does not accept them, for example because it is closed
     */
    void send(Body bytes) throws IOException;

    /**
     * Sends a ping.
     *
     * @param bytes at most 125 bytes
     * @throws IOException if the client does not accept it
     * @throws UnsupportedOperationException if the application cannot send pings; the message says why
     */
    default void ping(Body bytes) throws IOException {
        throw new UnsupportedOperationException("the application sends no pings");
    }

    /**
     * Sends a close message. The client goes on receiving until the server has closed too.
     *
     * @param code the code
     * @param reason the reason
     * @throws IOException if the client does not accept it
     */
    void close(int code, String reason) throws IOException;

    /** Ends the socket at once, without a close message. Does nothing if it has ended. */
    void cancel();
}
