package io.vcr.edge.internal.socket;

import io.vcr.Capture;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.io.EOFException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a client that is passed on to one of the API: the messages of the client as a whole, those of the API in the parts
 * in which they come. The client is read on when the API has taken what was read, the API is read a few parts ahead. Thread-safe.
 */
public final class BridgedSocket extends ClientSocket {

    private static final int NORMAL = 1000;
    private static final int NO_CODE = 1005;

    /**
     * How many parts may be on the way to the client. The client of the JDK drops a message if it finds the end of the connection
     * behind it in the moment in which the message is asked for, so messages are asked for early.
     */
    private static final int PARTS_AHEAD = 8;

    /** How the client of the JDK reports a connection that ends without a closing frame. */
    private static final int LOST = 1006;

    private final Optional<Capture> capture;
    private final FromApi fromApi = new FromApi();
    private final LostEnd lostEnd;
    private volatile @Nullable WebSocket api;

    /** Whether the API has closed its side, or has lost it. */
    private final AtomicBoolean over = new AtomicBoolean();

    public BridgedSocket(Optional<Capture> capture, Sockets sockets) {
        super(sockets);
        this.capture = capture;
        this.lostEnd = new LostEnd(sockets, failure -> fromApi.onError(api(), failure));
    }

    /** The headers with which the client gets its socket. */
    public Headers opened(WebSocket socket) {
        api = socket;
        Headers headers = socket.getSubprotocol().isEmpty()
                ? Headers.EMPTY
                : Headers.of("Sec-WebSocket-Protocol", socket.getSubprotocol());
        capture.ifPresent(recording ->
                recording.conversation(() -> new HttpResponse(101, "Switching Protocols", headers, Body.EMPTY)));
        return headers;
    }

    /** There is no client for the socket of the API. */
    public void abandoned() {
        capture.ifPresent(recording -> recording.fail("the client has got no socket"));
        WebSocket opened = api;
        if (opened != null) {
            opened.abort();
        }
    }

    private WebSocket api() {
        return Objects.requireNonNull(api);
    }

    @Override
    void opened() {
        api().request(1);
        readOn();
    }

    @Override
    void text(String text) {
        capture.ifPresent(recording -> recording.message(true, text));
        readOn(api().sendText(text, true));
    }

    @Override
    void bytes(byte[] bytes) {
        capture.ifPresent(recording -> recording.message(true, bytes));
        readOn(api().sendBinary(ByteBuffer.wrap(bytes), true));
    }

    /** Also if the API has closed meanwhile: the client answers that with a closing frame, which is to be read. */
    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    private void readOn(CompletableFuture<WebSocket> sent) {
        sent.whenComplete((socket, failure) -> readOn());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the API answers with a closing frame, or is gone
    void closing(int code, String reason) {
        lostEnd.stop();
        capture.ifPresent(recording -> recording.closing(true, code, reason));
        api().sendClose(code == NO_CODE ? NORMAL : code, reason).exceptionally(failure -> {
            api().sendClose(NORMAL, ""); // a code that a client must not send
            return api();
        });
    }

    @Override
    void ended() {
        lostEnd.stop();
        if (!over.get()) {
            capture.ifPresent(Capture::cancel);
            api().abort();
        }
    }

    /** Takes what the API sends. */
    public WebSocket.Listener fromApi() {
        return fromApi;
    }

    private final class FromApi implements WebSocket.Listener {

        private final AtomicInteger onTheWay = new AtomicInteger();
        private boolean isFirst = true;

        @Override
        public void onOpen(WebSocket socket) {
            // It is read when the client has its socket.
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            capture.ifPresent(recording -> recording.part(false, data, last));
            pass(socket, OpCode.TEXT, StandardCharsets.UTF_8.encode(CharBuffer.wrap(data)), last);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            capture.ifPresent(recording -> recording.part(false, data, last));
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            pass(socket, OpCode.BINARY, ByteBuffer.wrap(copy), last);
            return null;
        }

        /** Passes on the parts in which a message comes: it may be larger than the memory. */
        private void pass(WebSocket socket, byte kind, ByteBuffer part, boolean last) {
            lostEnd.received();
            byte opcode = isFirst ? kind : OpCode.CONTINUATION;
            isFirst = last;
            boolean isFull = onTheWay.incrementAndGet() == PARTS_AHEAD;
            send(opcode, part, last, () -> sent(socket), failure -> socket.abort());
            if (!isFull) {
                ask(socket);
            }
        }

        private void sent(WebSocket socket) {
            boolean wasFull = onTheWay.getAndDecrement() == PARTS_AHEAD;
            if (wasFull) {
                ask(socket);
            }
        }

        private void ask(WebSocket socket) {
            lostEnd.asked(socket);
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            if (code == LOST) {
                onError(socket, new EOFException("The connection was closed without a closing frame"));
                return null;
            }
            if (!over.compareAndSet(false, true)) {
                return null;
            }
            lostEnd.stop();
            capture.ifPresent(recording -> {
                recording.closing(false, code, reason);
                recording.end();
            });
            close(code, reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            if (over.compareAndSet(false, true)) {
                lostEnd.stop();
                capture.ifPresent(recording -> recording.fail(failure, false));
                disconnect();
            }
        }
    }
}
