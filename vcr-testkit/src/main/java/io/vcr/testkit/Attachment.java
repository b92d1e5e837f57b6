package io.vcr.testkit;

import io.vcr.Session;

/**
 * How a client is attached to the recorder. {@link TransportContract} passes it to the author's {@code client} method.
 */
public sealed interface Attachment {

    /** Without an adapter. The contract compares the other clients with this one. */
    record Bare() implements Attachment {}

    /**
     * With an adapter for one session.
     *
     * @param session decides on every request of the client
     */
    record Explicit(Session session) implements Attachment {}

    /** With an ambient adapter, for a client that many tests share. It finds the session of each request. */
    record Ambient() implements Attachment {}
}
