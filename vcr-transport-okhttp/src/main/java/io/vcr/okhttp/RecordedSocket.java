package io.vcr.okhttp;

import io.vcr.Capture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A live socket whose messages are recorded: as its caller sends them, and before its listener gets them. Thread-safe. */
final class RecordedSocket implements WebSocket {

    private static final int NO_CODE = 1005;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Request request;
    private final WebSocketListener listener;
    private final Capture capture;
    private volatile @Nullable WebSocket socket;

    /** What the caller sends before the socket is open: the client queues it. */
    private final List<Runnable> early = new ArrayList<>();

    private boolean isOpen;

    RecordedSocket(Request request, WebSocketListener listener, Capture capture) {
        this.request = request;
        this.listener = listener;
        this.capture = capture;
    }

    /** The socket for the caller, over the one of the client. */
    WebSocket over(WebSocket live) {
        socket = live;
        return this;
    }

    private WebSocket live() {
        WebSocket live = socket;
        if (live == null) {
            throw new IllegalStateException("The client has not returned its socket yet");
        }
        return live;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public long queueSize() {
        return live().queueSize();
    }

    /** Before it is sent: the answer must not be recorded first. */
    @Override
    public boolean send(String text) {
        record(() -> capture.message(true, text));
        return live().send(text);
    }

    @Override
    public boolean send(ByteString bytes) {
        record(() -> capture.part(true, bytes.asByteBuffer(), true));
        return live().send(bytes);
    }

    /** Before it is sent, too: the server must not seem to have closed first. */
    @Override
    public boolean close(int code, @Nullable String reason) {
        ReplayedSocket.check(code, reason); // as the client does, before anything is recorded
        record(() -> capture.closing(true, code, reason == null ? "" : reason));
        return live().close(code, reason);
    }

    private synchronized void record(Runnable sent) {
        if (isOpen) {
            sent.run();
        } else if (!capture.isOver()) { // a handshake that has failed records nothing more
            early.add(sent);
        }
    }

    private synchronized void opened(Response response) {
        capture.conversation(() -> OkHttpMessages.head(response));
        isOpen = true;
        early.forEach(Runnable::run);
        early.clear();
    }

    @Override
    public void cancel() {
        capture.cancel();
        live().cancel();
    }

    WebSocketListener listener() {
        return new WebSocketListener() {

            @Override
            public void onOpen(WebSocket live, Response response) {
                over(live); // the client may call back before it returns
                opened(response);
                listener.onOpen(RecordedSocket.this, response);
            }

            @Override
            public void onMessage(WebSocket live, String text) {
                capture.message(false, text);
                listener.onMessage(RecordedSocket.this, text);
            }

            @Override
            public void onMessage(WebSocket live, ByteString bytes) {
                capture.part(false, bytes.asByteBuffer(), true);
                listener.onMessage(RecordedSocket.this, bytes);
            }

            @Override
            public void onClosing(WebSocket live, int code, String reason) {
                capture.closing(false, code == 0 ? NO_CODE : code, reason);
                listener.onClosing(RecordedSocket.this, code, reason);
            }

            @Override
            public void onClosed(WebSocket live, int code, String reason) {
                capture.end();
                listener.onClosed(RecordedSocket.this, code, reason);
            }

            @Override
            public void onFailure(WebSocket live, Throwable failure, @Nullable Response response) {
                over(live);
                if (response == null || response.code() == SWITCHING_PROTOCOLS) {
                    capture.fail(failure, false);
                } else {
                    refused(response);
                }
                listener.onFailure(RecordedSocket.this, failure, response);
            }
        };
    }

    /** A server that refuses a socket answers as it does to any other request. */
    private void refused(Response response) {
        try {
            byte[] body = response.peekBody(Long.MAX_VALUE).bytes();
            if (capture.head(() -> OkHttpMessages.head(response))) {
                capture.data(body, 0, body.length);
                capture.end();
            }
        } catch (IOException | IllegalStateException e) {
            capture.fail("its body was not read");
        }
    }
}
