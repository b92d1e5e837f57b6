package io.vcr.okhttp;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.transport.OutgoingRequest;
import okhttp3.Request;

/** The request that opens a WebSocket, as its caller has made it. Immutable. */
record Handshake(Request given) implements OutgoingRequest {

    /** With the scheme of the socket, which OkHttp replaces by that of HTTP. */
    @Override
    public HttpRequest head() {
        HttpRequest request = OkHttpMessages.request(given);
        String uri = request.uri().text();
        return request.withUri(uri.startsWith("http") ? Uri.of("ws" + uri.substring("http".length())) : request.uri());
    }

    @Override
    public Body body() {
        return Body.EMPTY;
    }

    static Request toSend(Request given) {
        return given.newBuilder()
                .removeHeader(OpenSessions.KEY_HEADER)
                .tag(VcrWebSockets.Decided.class, VcrWebSockets.Decided.MARK)
                .build();
    }
}
