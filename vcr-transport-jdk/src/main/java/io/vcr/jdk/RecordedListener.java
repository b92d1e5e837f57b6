package io.vcr.jdk;

import io.vcr.Capture;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.io.EOFException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Passes each event of a live socket to the capture and to the listener of the caller. The capture comes first, because an
 * event may make the caller end the test and its session. The socket does not overlap its calls, except for the first.
 */
final class RecordedListener implements WebSocket.Listener {

    static final int SWITCHING_PROTOCOLS = 101;

    /** How the client reports that the connection was lost without a closing frame. */
    static final int CLOSED_ABNORMALLY = 1006;

    private final WebSocket.Listener listener;
    private final Capture capture;
    private volatile @Nullable RecordedSocket socket;

    RecordedListener(WebSocket.Listener listener, Capture capture) {
        this.listener = listener;
        this.capture = capture;
    }

    /** The socket for the caller. The client shows its own to the listener and to the caller, in either order. */
    WebSocket socket(WebSocket live) {
        RecordedSocket known = socket;
        return known == null ? opened(live) : known;
    }

    private synchronized WebSocket opened(WebSocket live) {
        RecordedSocket known = socket;
        if (known == null) {
            capture.conversation(() -> handshake(live.getSubprotocol()));
            known = new RecordedSocket(live, capture);
            socket = known;
        }
        return known;
    }

    /** The client shows no more of the response. */
    private static HttpResponse handshake(String subprotocol) {
        Headers headers = Headers.of("Upgrade", "websocket", "Connection", "Upgrade");
        return new HttpResponse(
                SWITCHING_PROTOCOLS,
                "Switching Protocols",
                subprotocol.isEmpty() ? headers : headers.with("Sec-WebSocket-Protocol", subprotocol),
                Body.EMPTY);
    }

    @Override
    public void onOpen(WebSocket live) {
        listener.onOpen(socket(live));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket live, CharSequence data, boolean last) {
        capture.part(false, data, last);
        return listener.onText(socket(live), data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket live, ByteBuffer data, boolean last) {
        capture.part(false, data, last);
        return listener.onBinary(socket(live), data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket live, ByteBuffer message) {
        return listener.onPing(socket(live), message);
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket live, ByteBuffer message) {
        return listener.onPong(socket(live), message);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket live, int statusCode, String reason) {
        if (statusCode == CLOSED_ABNORMALLY) {
            capture.fail(new EOFException(), false);
        } else {
            capture.closing(false, statusCode, reason);
            capture.end();
        }
        return listener.onClose(socket(live), statusCode, reason);
    }

    @Override
    public void onError(WebSocket live, Throwable error) {
        capture.fail(error, false);
        listener.onError(socket(live), error);
    }
}
