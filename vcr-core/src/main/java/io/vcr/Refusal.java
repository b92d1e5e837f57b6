package io.vcr;

/** How a client learns that its request was refused. The test fails at its end in either case. */
public enum Refusal {

    /**
     * By a response with status 400 and {@code x-should-retry: false} whose JSON body carries the message. The default:
     * LLM SDKs try it once and show the message, where an exception is tried up to four times over seven seconds.
     */
    RESPONSE,

    /** By an {@link java.io.IOException} with the message. */
    EXCEPTION
}
