package io.vcr.edge.internal.socket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a client of the edge. It hands out the messages of the client as a whole. The next frame is read when {@link #readOn} is called. The closing
 * frame of a client is answered by {@link #close}. A socket that is closing ends after a while, whether the other side
 * answers or not. Frames come one at a time; the other methods are thread-safe.
 */
public abstract class ClientSocket implements FrameHandler {

    private static final int TOO_LARGE = 1009;
    private static final int BAD_DATA = 1007;

    private final Sockets sockets;
    private final AtomicReference<@Nullable Callback> unanswered = new AtomicReference<>();
    private final AtomicReference<Scheduler.@Nullable Task> deadline = new AtomicReference<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean isText;
    private volatile @Nullable CoreSession session;

    ClientSocket(Sockets sockets) {
        this.sockets = sockets;
    }

    /** The socket is open; nothing is read yet. */
    abstract void opened();

    abstract void text(String text);

    abstract void bytes(byte[] bytes);

    /**
     * The client has sent a closing frame, to be answered with {@link #close}. Messages may come before the answer.
     *
     * @param code 1005 if the frame has none
     */
    abstract void closing(int code, String reason);

    /** Nothing follows, whoever ended it. May be called twice. */
    abstract void ended();

    private CoreSession session() {
        return Objects.requireNonNull(session);
    }

    final void readOn() {
        if (session().isInputOpen()) {
            session().demand();
        }
    }

    /** Sends a message or, with the opcode of a continuation or without the last piece, a part of one. */
    final void send(byte opcode, ByteBuffer bytes, boolean last, Runnable sent, Consumer<Throwable> failed) {
        session().sendFrame(new Frame(opcode, last, bytes), Callback.from(sent, failed), false);
    }

    final void close(int code, String reason) {
        awaitEnd();
        session().close(code, reason, Callback.NOOP);
        answered();
    }

    private void awaitEnd() {
        Scheduler.Task task = sockets.later(this::expired);
        if (!deadline.compareAndSet(null, task)) {
            task.cancel();
        }
    }

    private void expired() {
        session().abort();
        ended();
        answered();
    }

    /** Jetty answers the closing frame of the client now, unless it has been answered. */
    private void answered() {
        Callback closing = unanswered.getAndSet(null);
        if (closing != null) {
            closing.succeeded();
        }
    }

    /** Cuts the connection, behind what has been sent. */
    final void disconnect() {
        CoreSession open = session;
        if (open != null) {
            awaitEnd();
            open.flush(Callback.from(open::abort));
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
                unanswered.set(callback);
                closing(CloseStatus.getCloseStatus(frame));
            }
            default -> {
                callback.succeeded();
                readOn();
            }
        }
    }

    /** The answer of a client to a closing frame needs none. */
    private void closing(CloseStatus status) {
        if (session().isOutputOpen()) {
            awaitEnd();
            String reason = status.getReason();
            closing(status.getCode(), reason == null ? "" : reason);
        }
        if (!session().isOutputOpen()) {
            answered();
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
        boolean isTooLarge = message.size() > sockets.maxBytes();
        callback.succeeded();
        if (isTooLarge) {
            message.reset();
            close(TOO_LARGE, "A message is larger than " + sockets.maxBytes() + " bytes");
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
        Scheduler.Task task = deadline.get();
        if (task != null) {
            task.cancel();
        }
        ended();
        callback.succeeded();
    }
}
