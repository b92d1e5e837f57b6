package io.vcr.testkit;

import io.vcr.http.Headers;
import java.util.List;

/**
 * A handshake as an application asks for it. Immutable.
 *
 * @param url the absolute URL, such as {@code ws://127.0.0.1:40001/chat}
 * @param headers the header fields that the application sets, in order; never those of the protocol itself
 * @param subprotocols the subprotocols that the application offers, the preferred one first; may be empty
 */
public record SocketRequest(String url, Headers headers, List<String> subprotocols) {

    /** Copies the subprotocols. */
    public SocketRequest {
        subprotocols = List.copyOf(subprotocols);
    }

    SocketRequest with(String... namesAndValues) {
        return new SocketRequest(url, Headers.of(namesAndValues), subprotocols);
    }

    SocketRequest offering(String... newSubprotocols) {
        return new SocketRequest(url, headers, List.of(newSubprotocols));
    }
}
