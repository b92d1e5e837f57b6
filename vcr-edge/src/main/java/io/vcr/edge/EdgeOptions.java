package io.vcr.edge;

import java.time.Duration;

/**
 * How an edge listens.
 *
 * @param host the name or address to bind to
 * @param port the port, or 0 for a free one
 * @param maxRequestBytes the size of the largest request body, which is held in memory
 * @param idle how long a client may send nothing while it has something to send, or take nothing, and how long the
 *     closing frame of a WebSocket may have no answer
 * @param sendsOutside whether requests outside any test are sent to the API
 */
record EdgeOptions(String host, int port, int maxRequestBytes, Duration idle, boolean sendsOutside) {

    /** This machine only. */
    static final String LOOPBACK = "127.0.0.1";

    private static final int MAX_REQUEST_BYTES = 64 << 20;

    private static final Duration IDLE = Duration.ofSeconds(30);

    static EdgeOptions defaults(boolean sendsOutside) {
        return new EdgeOptions(LOOPBACK, 0, MAX_REQUEST_BYTES, IDLE, sendsOutside);
    }

    EdgeOptions at(String newHost, int newPort) {
        return new EdgeOptions(newHost, newPort, maxRequestBytes, idle, sendsOutside);
    }
}
