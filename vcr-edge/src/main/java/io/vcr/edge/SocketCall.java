package io.vcr.edge;

import io.vcr.Capture;
import io.vcr.edge.EdgeCall.Way;
import io.vcr.edge.internal.message.EdgeMessages;
import io.vcr.edge.internal.message.LiveResponse;
import io.vcr.edge.internal.socket.BridgedSocket;
import io.vcr.edge.internal.socket.ClientSocket;
import io.vcr.edge.internal.socket.PlayedSocket;
import io.vcr.edge.internal.socket.Sockets;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;

/**
 * One handshake of a WebSocket at the edge. The client gets its socket when the API has opened one, or a recording is there.
 *
 * @param request the handshake that is sent to the API
 * @param http answers a handshake that opens no socket
 * @param sockets upgrades the connections of clients
 */
record SocketCall(HttpRequest request, EdgeCall http, Sockets sockets) implements ClientCall<Way, RuntimeException> {

    private static final String PREFIX = "sec-websocket-";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";

    /** The handshake with the URI of the socket, and without what each side of a connection makes up. */
    static HttpRequest handshake(HttpRequest request) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, value) -> {
            if (!isOfConnection(name)) {
                headers.add(name, value);
            }
        });
        return EdgeMessages.asSocket(request).withHeaders(headers.build());
    }

    /** A response to a handshake has no body unless it is a rejection, and the client to the API does not decode that. */
    private static boolean isOfConnection(String name) {
        return name.equalsIgnoreCase("Accept-Encoding")
                || (name.toLowerCase(Locale.ROOT).startsWith(PREFIX) && !name.equalsIgnoreCase(PROTOCOL));
    }

    /** The subprotocols that a client offers, or the one that a server has taken. */
    static List<String> protocols(Headers headers) {
        return headers.all(PROTOCOL).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty())
                .toList();
    }

    @Override
    public Way answer(Answer answer) {
        if (!answer.isConversation()) {
            return http.answer(answer);
        }
        http.counts().hit();
        upgrade(answer.headers(), new PlayedSocket(answer, sockets));
        return Way.ANSWERED;
    }

    @Override
    public Way send() {
        return send(Optional.empty());
    }

    @Override
    public Way sendOutside() {
        return http.sendsOutside() ? send() : http.sendOutside();
    }

    @Override
    public Way record(Capture capture) {
        return send(Optional.of(capture));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both ends of it answer the client
    private Way send(Optional<Capture> capture) {
        http.counts().call();
        BridgedSocket bridge = new BridgedSocket(capture, sockets);
        http.upstream().connect(request, bridge.fromApi()).whenComplete((api, failure) -> {
            try {
                if (failure == null) {
                    if (!upgrade(bridge.opened(api), bridge)) {
                        bridge.abandoned();
                    }
                } else {
                    unopened(capture, EdgeMessages.cause(failure));
                }
            } catch (Throwable e) {
                bridge.abandoned();
                http.reply().callback().failed(e); // the client has no other end to wait for
            }
        });
        return Way.SENT;
    }

    private void unopened(Optional<Capture> capture, Throwable failure) {
        LiveResponse response = new LiveResponse(http.reply(), capture, http.counts(), request);
        if (failure instanceof WebSocketHandshakeException rejection
                && rejection.getResponse().statusCode() != 101) {
            response.whole(EdgeMessages.rejection(rejection.getResponse()));
        } else {
            response.unreachable(failure);
        }
    }

    private boolean upgrade(Headers headers, ClientSocket client) {
        return sockets.upgrade(
                (asked, response, callback) -> {
                    headers(headers, response);
                    protocols(headers).stream()
                            .filter(asked::hasSubProtocol)
                            .findFirst()
                            .ifPresent(response::setAcceptedSubProtocol);
                    return client;
                },
                http.reply());
    }

    private static void headers(Headers headers, ServerUpgradeResponse response) {
        headers.forEach((name, value) -> {
            boolean isOurs = name.toLowerCase(Locale.ROOT).startsWith(PREFIX)
                    || EdgeMessages.isHopByHop(name)
                    || name.equalsIgnoreCase("Content-Length");
            if (!isOurs) {
                response.getHeaders().add(name, value);
            }
        });
    }
}
