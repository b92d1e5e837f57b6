package io.vcr.okhttp;

import io.vcr.Capture;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * Records and replays the WebSockets of an OkHttp client:
 * {@code VcrWebSockets.ambient(client).newWebSocket(request, listener)}.
 *
 * <p>Use it in the place of the client where the program takes a {@link WebSocket.Factory}. A conversation is one episode: the
 * handshake and the whole messages of both sides. A message of the caller that differs from the recorded one fails the socket
 * with the difference. Pings and pongs are left to OkHttp. Works with OkHttp 4.12 and 5. Thread-safe.
 */
public final class VcrWebSockets implements WebSocket.Factory {

    private final OkHttpClient client;
    private final Transport transport;

    private VcrWebSockets(OkHttpClient client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * Returns a factory for the sockets of one session.
     *
     * @param session decides on every socket; after its end every socket is refused
     * @param client opens the live sockets; it may have a {@link VcrInterceptor}
     * @return a factory
     */
    public static VcrWebSockets of(Session session, OkHttpClient client) {
        return new VcrWebSockets(client, Transport.of(session));
    }

    /**
     * Returns a factory that many tests share. It finds the session of each socket as {@link OpenSessions} describes, on the
     * thread that calls {@code newWebSocket}; outside any session it changes nothing.
     *
     * @param client opens the live sockets; it may have a {@link VcrInterceptor}
     * @return a factory
     */
    public static VcrWebSockets ambient(OkHttpClient client) {
        return new VcrWebSockets(client, Transport.ambient());
    }

    static VcrWebSockets attached(OkHttpClient client) {
        return new VcrWebSockets(client, Transport.attached());
    }

    @Override
    public WebSocket newWebSocket(Request request, WebSocketListener listener) {
        try {
            return transport.execute(new Handshake(request), new SocketCall(client, request, listener));
        } catch (IOException e) {
            return new ReplayedSocket(request, listener).rejected(e, null);
        }
    }

    /** A mark for the interceptor of the same client. */
    static final class Decided {

        static final Decided MARK = new Decided();
    }

    private record SocketCall(OkHttpClient client, Request request, WebSocketListener listener)
            implements ClientCall<WebSocket, RuntimeException> {

        @Override
        public WebSocket answer(Answer answer) {
            return new ReplayedSocket(request, listener).answered(answer);
        }

        @Override
        public WebSocket send() {
            return client.newWebSocket(Handshake.toSend(request), listener);
        }

        @Override
        public WebSocket record(Capture capture) {
            RecordedSocket socket = new RecordedSocket(request, listener, capture);
            return socket.over(client.newWebSocket(Handshake.toSend(request), socket.listener()));
        }
    }
}
