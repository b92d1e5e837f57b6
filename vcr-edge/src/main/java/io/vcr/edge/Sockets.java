package io.vcr.edge;

import java.time.Duration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/** Makes sockets of the connections of clients. Thread-safe. */
final class Sockets {

    private final WebSocketMappings mappings;
    private final int maxBytes;

    /** To be made before the server starts. */
    Sockets(Server server, int maxBytes) {
        this.mappings = new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(server));
        this.maxBytes = maxBytes;
    }

    /** The size of the largest message. */
    int maxBytes() {
        return maxBytes;
    }

    /** Opens the socket of a client. A handshake that is not valid gets an error, and the result is false. */
    boolean upgrade(WebSocketNegotiator negotiator, Reply reply) {
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
