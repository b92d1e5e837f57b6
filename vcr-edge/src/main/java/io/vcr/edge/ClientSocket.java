package io.vcr.edge;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a client of the edge, in whole messages. The next frame is read when {@link #readOn} is called. Jetty answers
 * closing frames. Frames come one at a time; the other methods are thread-safe.
 */
abstract class ClientSocket implements FrameHandler {

    private static final int TOO_LARGE = 1009;
    private static final int BAD_DATA = 1007;

    private final int maxBytes;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean isText;
    private volatile @Nullable CoreSession session;

    ClientSocket(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The socket is open; nothing is read yet. */
    abstract void opened();

    abstract void text(String text);

    abstract void bytes(byte[] bytes);

    /**
     * The client has sent a closing frame.
     *
     * @param code 1005 if the frame has none
     */
    abstract void closing(int code, String reason);

    /** Nothing follows, whoever ended it. */
    abstract void ended();

    private CoreSession session() {
        return Objects.requireNonNull(session);
    }

    final void readOn() {
        if (session().isInputOpen()) {
            session().demand();
        }
    }

    final void send(String text, Runnable sent, Consumer<Throwable> failed) {
        session().sendFrame(new Frame(OpCode.TEXT, text), Callback.from(sent, failed), false);
    }

    final void send(ByteBuffer bytes, Runnable sent, Consumer<Throwable> failed) {
        session().sendFrame(new Frame(OpCode.BINARY, bytes), Callback.from(sent, failed), false);
    }

    final void close(int code, String reason) {
        session().close(code, reason, Callback.NOOP);
    }

    final void disconnect() {
        CoreSession open = session;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public final void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        callback.succeeded();
        opened();
    }

    @Override
    public final void onFrame(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY -> {
                isText = frame.getOpCode() == OpCode.TEXT;
                data(frame, callback);
            }
            case OpCode.CONTINUATION -> data(frame, callback);
            case OpCode.PING -> {
                ByteBuffer payload = ByteBuffer.wrap(bytes(frame));
                callback.succeeded();
                session().sendFrame(new Frame(OpCode.PONG, payload), Callback.from(this::readOn, failure -> {}), false);
            }
            case OpCode.CLOSE -> {
                CloseStatus status = CloseStatus.getCloseStatus(frame);
                String reason = status.getReason();
                closing(status.getCode(), reason == null ? "" : reason);
                callback.succeeded();
            }
            default -> {
                callback.succeeded();
                readOn();
            }
        }
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.getPayloadLength()];
        if (frame.hasPayload()) {
            frame.getPayload().slice().get(bytes);
        }
        return bytes;
    }

    private void data(Frame frame, Callback callback) {
        message.writeBytes(bytes(frame));
        boolean isTooLarge = message.size() > maxBytes;
        callback.succeeded();
        if (isTooLarge) {
            message.reset();
            close(TOO_LARGE, "A message is larger than " + maxBytes + " bytes");
        } else if (frame.isFin()) {
            byte[] whole = message.toByteArray();
            message.reset();
            whole(whole);
        } else {
            readOn();
        }
    }

    private void whole(byte[] whole) {
        if (!isText) {
            bytes(whole);
            return;
        }
        try {
            text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(whole))
                    .toString());
        } catch (CharacterCodingException e) {
            close(BAD_DATA, "A text is not UTF-8");
        }
    }

    @Override
    public final void onError(Throwable cause, Callback callback) {
        callback.succeeded(); // the end follows
    }

    @Override
    public final void onClosed(CloseStatus status, Callback callback) {
        ended();
        callback.succeeded();
    }
}
