package io.vcr.transport;

import io.vcr.Capture;
import java.io.IOException;

/**
 * One call of a client, as its adapter makes it. A {@link Transport} decides on the request and calls at most one of
 * {@code answer}, {@code send}, {@code sendOutside} and {@code record}, once, on the thread that makes the call.
 *
 * @param <R> what the client returns, such as a response or the future of one
 * @param <X> what the client throws besides IOException and unchecked exceptions; RuntimeException if nothing
 */
public interface ClientCall<R, X extends Exception> {

    /**
     * Returns a response that does not come from the network. Not called to replay an exchange that failed before its
     * response arrived: the transport throws what the client threw.
     *
     * @param answer the response to a replayed or refused request
     * @return the response of the client
     * @throws IOException if the client fails
     * @throws X if the client fails
     */
    R answer(Answer answer) throws IOException, X;

    /**
     * Sends the request and records nothing.
     *
     * @return what the client returns
     * @throws IOException the exception of the client, unchanged
     * @throws X the exception of the client, unchanged
     */
    R send() throws IOException, X;

    /**
     * Sends a request that belongs to no session, and records nothing. By default as {@link #send()}.
     *
     * @return what the client returns
     * @throws IOException the exception of the client, unchanged
     * @throws X the exception of the client, unchanged
     */
    default R sendOutside() throws IOException, X {
        return send();
    }

    /**
     * Sends the request and reports its response to a capture. If this method throws, the transport reports the failure
     * to the capture.
     *
     * @param capture records this exchange
     * @return what the client returns
     * @throws IOException the exception of the client, unchanged
     * @throws X the exception of the client, unchanged
     */
    R record(Capture capture) throws IOException, X;

    /**
     * Tells whether the caller has cancelled the call: when the client has thrown an exception, while the body of a replay
     * waits for other requests, and before a call is made that had to wait. Called on any thread.
     *
     * @return true if the exception is that of a cancelled call, or the call need not be made
     */
    default boolean isCancelled() {
        return false;
    }
}
