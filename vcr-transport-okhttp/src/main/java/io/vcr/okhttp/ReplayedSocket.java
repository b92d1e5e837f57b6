package io.vcr.okhttp;

import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Message;
import io.vcr.transport.Answer;
import io.vcr.transport.SerialTask;
import io.vcr.transport.SocketPlayback;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A socket without a connection. Its listener is called on background threads, one call at a time, as by OkHttp: first with
 * the opening or the failure, at the end with the closing or a failure. All calls go through one task. Thread-safe.
 */
final class ReplayedSocket implements WebSocket, SocketPlayback.Receiver {

    private static final int MAX_REASON = 123;
    private static final int NORMAL_END = 1000;
    private static final int END_OF_CODES = 5000;

    private enum State {
        OPEN,
        /** The caller sends no more. */
        CLOSED,
        /** The listener is called no more. */
        OVER
    }

    private final Request request;
    private final WebSocketListener listener;
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final SerialTask calling = new SerialTask(this::callAll);
    private volatile boolean isOpened;
    private @Nullable SocketPlayback playback;
    private State state = State.OPEN;
    private @Nullable Close serverClose;

    ReplayedSocket(Request request, WebSocketListener listener) {
        this.request = request;
        this.listener = listener;
    }

    WebSocket answered(Answer answer) {
        Response response = OkHttpMessages.response(request, answer);
        if (!answer.isConversation()) {
            String why = answer.isRefusal() ? ": " + peeked(response) : "";
            return rejected(
                    new ProtocolException("Expected HTTP 101 response but was '" + response.code() + " "
                            + response.message() + "'" + why),
                    response);
        }
        SocketPlayback started = SocketPlayback.of(answer, this);
        playback = started;
        started.request(Long.MAX_VALUE);
        calls.add(() -> {
            guarded(() -> listener.onOpen(this, response));
            isOpened = true;
        });
        new SerialTask(() -> open(started)).runLater();
        return this;
    }

    /** Plays behind the opening, and not inside it: a cancel does not wait for the messages. */
    private void open(SocketPlayback started) {
        calling.run();
        if (isOpened) { // otherwise another thread opens it, which cancels it next
            started.startOnThisThread();
        }
    }

    private static String peeked(Response response) {
        try {
            return response.peekBody(Long.MAX_VALUE).string();
        } catch (IOException e) {
            return "";
        }
    }

    /** Tells the listener that there is no socket. */
    WebSocket rejected(IOException failure, @Nullable Response response) {
        call(() -> {
            if (end()) {
                listener.onFailure(this, failure, response);
            }
            if (response != null) {
                response.close();
            }
        });
        return this;
    }

    private void call(Runnable call) {
        calls.add(call);
        calling.runLater();
    }

    /** On the thread of the playback, which saves the way to another one. */
    private void callHere(Runnable call) {
        calls.add(call);
        calling.run();
    }

    private void callAll() {
        for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
            call.run();
        }
    }

    private synchronized boolean isOver() {
        return state == State.OVER;
    }

    @Override
    public void message(Message message) {
        callHere(() -> {
            if (!isOver()) {
                guarded(() -> deliver(message));
            }
        });
    }

    private void deliver(Message message) {
        byte[] bytes = message.data().bytes();
        if (message.text()) {
            listener.onMessage(this, new String(bytes, StandardCharsets.UTF_8));
        } else {
            listener.onMessage(this, ByteString.of(bytes));
        }
    }

    /** OkHttp fails a socket whose listener throws. One in Kotlin may throw checked exceptions too. */
    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (Exception e) {
            fail(e);
        }
    }

    private void fail(Exception cause) {
        if (end()) {
            listener.onFailure(this, cause, null);
        }
    }

    @Override
    public void closed(int code, String reason) {
        callHere(() -> deliverClose(code, reason));
    }

    private void deliverClose(int code, String reason) {
        boolean closedByBoth;
        synchronized (this) {
            if (state == State.OVER) {
                return;
            }
            serverClose = new Close(false, code, reason, Duration.ZERO);
            closedByBoth = state == State.CLOSED;
        }
        guarded(() -> listener.onClosing(this, code, reason));
        if (closedByBoth && end()) {
            listener.onClosed(this, code, reason);
        }
    }

    @Override
    public void failed(IOException failure) {
        callHere(() -> fail(failure));
    }

    /** Whether this is the end; a socket has one. */
    private synchronized boolean end() {
        boolean first = state != State.OVER;
        state = State.OVER;
        if (playback != null) {
            playback.cancel();
        }
        return first;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public long queueSize() {
        return 0;
    }

    @Override
    public boolean send(String text) {
        return isOpen(playing -> playing.send(text));
    }

    @Override
    public boolean send(ByteString bytes) {
        return isOpen(playing -> playing.send(bytes.toByteArray()));
    }

    private boolean isOpen(Consumer<SocketPlayback> action) {
        SocketPlayback playing;
        synchronized (this) {
            if (state != State.OPEN || playback == null) {
                return false;
            }
            playing = playback;
        }
        action.accept(playing);
        return true;
    }

    @Override
    public boolean close(int code, @Nullable String reason) {
        check(code, reason);
        SocketPlayback playing;
        Close answered;
        synchronized (this) {
            if (state != State.OPEN || playback == null) {
                return false;
            }
            state = State.CLOSED;
            playing = playback;
            answered = serverClose;
        }
        if (answered == null) {
            playing.close(code, reason == null ? "" : reason);
        } else {
            call(() -> {
                if (end()) {
                    listener.onClosed(this, answered.code(), answered.reason());
                }
            });
        }
        return true;
    }

    /** As OkHttp does (RFC 6455, sections 5.5.1 and 7.4). */
    static void check(int code, @Nullable String reason) {
        if (code < NORMAL_END || code >= END_OF_CODES) {
            throw new IllegalArgumentException("Code must be in range [1000,5000): " + code);
        }
        boolean isReserved = (code >= 1004 && code <= 1006) || (code >= 1015 && code <= 2999);
        if (isReserved) {
            throw new IllegalArgumentException("Code " + code + " is reserved and may not be used.");
        }
        if (reason != null && reason.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            throw new IllegalArgumentException("reason.size() > " + MAX_REASON + ": " + reason);
        }
    }

    @Override
    public void cancel() {
        call(() -> fail(new IOException("Canceled")));
    }
}
