package io.vcr.edge.internal.socket;

import io.vcr.edge.internal.message.Reply;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/** Makes sockets of the connections of clients. Thread-safe. */
public final class Sockets {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Server server;
    private final WebSocketMappings mappings;
    private final int maxBytes;
    private final Duration closing;

    /**
     * To be made before the server starts.
     *
     * @param maxBytes the size of the largest message of a client
     * @param closing how long a closing frame may have no answer
     */
    public Sockets(Server server, int maxBytes, Duration closing) {
        this.server = server;
        this.mappings = new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(server));
        this.maxBytes = maxBytes;
        this.closing = closing;
    }

    /** The size of the largest message of a client. */
    int maxBytes() {
        return maxBytes;
    }

    /** Runs a task when a closing frame has had its time to be answered. */
    Scheduler.Task later(Runnable task) {
        return server.getScheduler().schedule(task, closing.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task in half a second. */
    void afterPause(Runnable task) {
        server.getScheduler().schedule(task, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Opens the socket of a client. A handshake that is not valid gets an error, and the result is false. */
    public boolean upgrade(WebSocketNegotiator negotiator, Reply reply) {
        Request request = reply.response().getRequest();
        boolean isUpgraded =
                mappings.upgrade(negotiator, request, reply.response(), reply.callback(), configuration -> {
                    configuration.setIdleTimeout(Duration.ZERO); // a conversation may pause
                    configuration.setMaxFrameSize(maxBytes);
                });
        if (!isUpgraded) {
            reply.error(400, "The handshake of the WebSocket is not valid");
        }
        return isUpgraded;
    }
}
