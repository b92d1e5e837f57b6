package io.vcr.testkit;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * A client for WebSockets as an application uses it. The author of an adapter implements it for {@link SocketContract}.
 *
 * <p>Configure the client as little as possible. Thread-safe.
 */
public interface SocketClient extends AutoCloseable {

    /**
     * Begins a handshake. A client may return before the handshake is over or after it. The call is created on the
     * calling thread.
     *
     * @param request the handshake
     * @param events gets the events of the socket, in the order in which the client reports them, on the thread on which
     *     the client reports them. It may block
     * @return the socket
     * @throws IOException never for a handshake that fails: {@link SocketEvent.Rejected} or {@link SocketEvent.Failed}
     *     reports it
     */
    ClientSocket connect(SocketRequest request, Consumer<SocketEvent> events) throws IOException;

    /**
     * Releases connections and threads.
     *
     * @throws IOException if a resource cannot be released
     */
    @Override
    void close() throws IOException;
}
