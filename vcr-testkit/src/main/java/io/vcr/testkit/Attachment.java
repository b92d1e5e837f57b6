package io.vcr.testkit;

import io.vcr.Session;

/** How a client is tied to the recorder: what {@link TransportContract} asks an author to make a client with. */
public sealed interface Attachment {

    /** Not at all: the client as it comes, with which the others are compared. */
    record Bare() implements Attachment {}

    /**
     * By an adapter that was made for one session.
     *
     * @param session decides on every request of the client
     */
    record Explicit(Session session) implements Attachment {}

    /** By an adapter that was made once, for a client that many tests share, and finds the session of each request. */
    record Ambient() implements Attachment {}
}
