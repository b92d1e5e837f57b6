package io.vcr;

/** How a client learns that its request was refused. The test fails at its end in either case. */
public enum Refusal {

    /**
     * By a response with status 400, {@code x-should-retry: false} and the message in its JSON body. The default: LLM
     * SDKs do not retry such a response and show its message. They retry an exception up to four times, which takes
     * seven seconds.
     */
    RESPONSE,

    /** By an {@link java.io.IOException} with the message. */
    EXCEPTION
}
