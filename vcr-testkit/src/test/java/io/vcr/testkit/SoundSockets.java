package io.vcr.testkit;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.Decision.Dialogue;
import io.vcr.Decision.RefusedException;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Message;
import io.vcr.transport.SerialTask;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the JDK's client with an adapter. Passes the contract; the broken ones override a step. Thread-safe.
 */
class SoundSockets implements SocketClient {

    static final int LOST = 1006;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Attachment attachment;

    SoundSockets(Attachment attachment) {
        this.attachment = attachment;
    }

    @Override
    public ClientSocket connect(SocketRequest request, Consumer<SocketEvent> events) throws IOException {
        if (attachment instanceof Attachment.Bare) {
            return live(request, events, null);
        }
        Decision decision = decide(request);
        if (decision instanceof Decision.Replay replay) {
            return replayed(request, replay, events);
        }
        if (decision instanceof Decision.Refuse refuse) {
            return refused(refuse, events);
        }
        return live(request, events, decision instanceof Decision.Live live ? live.capture() : null);
    }

    Decision decide(SocketRequest request) {
        Session own = attachment instanceof Attachment.Explicit explicit ? explicit.session() : null;
        return OpenSessions.decide(
                new OpenSessions.Origin(request.headers().first(OpenSessions.KEY_HEADER), own, captured(), false),
                () -> mapped(request),
                () -> Body.EMPTY);
    }

    Session captured() {
        return null;
    }

    HttpRequest mapped(SocketRequest request) {
        return new HttpRequest(
                "GET", Uri.of(request.url()), request.headers().without(OpenSessions.KEY_HEADER), Body.EMPTY);
    }

    ClientSocket refused(Decision.Refuse refuse, Consumer<SocketEvent> events) {
        try {
            events.accept(rejected(refuse.answer()));
        } catch (IOException e) {
            events.accept(SocketEvent.Failed.of(e));
        }
        return new NoSocket();
    }

    static SocketEvent rejected(HttpResponse response) {
        return new SocketEvent.Rejected(response.status(), response.headers(), response.body());
    }

    ClientSocket replayed(SocketRequest request, Decision.Replay replay, Consumer<SocketEvent> events)
            throws IOException {
        HttpResponse response = replay.episode().response();
        if (replay.dialogue().isEmpty()) {
            events.accept(rejected(response));
            return new NoSocket();
        }
        ReplayedSocket socket = new ReplayedSocket(replay, events);
        socket.push(new SocketEvent.Opened(
                Headers.EMPTY,
                response.headers().first("Sec-WebSocket-Protocol").orElse("")));
        begin(socket, replay);
        socket.pushEnd();
        return socket;
    }

    void begin(ReplayedSocket socket, Decision.Replay replay) {
        socket.dialogue.begin().forEach(socket::push);
    }

    List<Message> answers(ReplayedSocket socket, Message sent) throws RefusedException {
        return socket.dialogue.sent(sent);
    }

    SocketEvent refusedMessage(RefusedException e) {
        return SocketEvent.Failed.of(e);
    }

    SocketEvent closed(Close close) {
        return new SocketEvent.Closed(close.code(), close.reason());
    }

    SocketEvent answerToClose(int code, String reason) {
        return new SocketEvent.Closed(code, reason);
    }

    SocketEvent replayedMessage(Message message) {
        return message.text()
                ? new SocketEvent.Text(message.data().text().orElse(""))
                : new SocketEvent.Binary(message.data());
    }

    void deliver(Consumer<SocketEvent> events, SocketEvent event) {
        events.accept(event);
    }

    ClientSocket live(SocketRequest request, Consumer<SocketEvent> events, @Nullable Capture capture) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        Headers headers = toSend(request.headers());
        headers.forEach(builder::header);
        if (!request.subprotocols().isEmpty()) {
            String[] all = request.subprotocols().toArray(String[]::new);
            builder.subprotocols(all[0], Arrays.copyOfRange(all, 1, all.length));
        }
        CompletableFuture<WebSocket> socket =
                builder.buildAsync(URI.create(request.url()), new Reporter(events, capture));
        socket.exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            events.accept(failure(cause, capture));
            return null;
        });
        return new LiveSocket(socket, capture);
    }

    Headers toSend(Headers headers) {
        return headers.without(OpenSessions.KEY_HEADER);
    }

    SocketEvent failure(Throwable failure, @Nullable Capture capture) {
        if (!(failure instanceof WebSocketHandshakeException rejection)) {
            if (capture != null) {
                capture.fail(failure, false);
            }
            return SocketEvent.Failed.of(failure);
        }
        Headers.Builder headers = Headers.builder();
        rejection
                .getResponse()
                .headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        Body body = Body.of(String.valueOf(rejection.getResponse().body()));
        HttpResponse response = new HttpResponse(rejection.getResponse().statusCode(), "", headers.build(), body);
        if (capture != null) {
            capture.head(response);
            rejectedBody(capture, body);
            capture.end();
        }
        return rejected(response);
    }

    void rejectedBody(Capture capture, Body body) {
        capture.data(body.bytes(), 0, body.length());
    }

    HttpResponse handshake(String subprotocol) {
        Headers headers = subprotocol.isEmpty() ? Headers.EMPTY : Headers.of("Sec-WebSocket-Protocol", subprotocol);
        return new HttpResponse(101, "", headers, Body.EMPTY);
    }

    void received(Capture capture, String part, String whole, boolean last) {
        if (last) {
            capture.message(false, whole);
        }
    }

    void pinged(Capture capture, byte[] bytes) {}

    void cut(Capture capture) {
        capture.fail(new EOFException(), false);
    }

    void cancelled(Capture capture) {
        capture.cancel();
    }

    @Override
    public void close() {}

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** After a handshake that failed. */
    private static final class NoSocket implements ClientSocket {

        @Override
        public void send(String text) throws IOException {
            throw new IOException("The handshake has failed");
        }

        @Override
        public void send(Body bytes) throws IOException {
            throw new IOException("The handshake has failed");
        }

        @Override
        public void close(int code, String reason) throws IOException {
            throw new IOException("The handshake has failed");
        }

        @Override
        public void cancel() {}
    }

    /** Plays the recorded side on a background thread, one event after the other. */
    final class ReplayedSocket implements ClientSocket {

        final Dialogue dialogue;
        private final boolean breaksOff;
        private final Consumer<SocketEvent> events;
        private final ConcurrentLinkedQueue<SocketEvent> due = new ConcurrentLinkedQueue<>();
        private final SerialTask delivery = new SerialTask(this::deliverAll);
        private volatile boolean isClosed;
        private volatile boolean isOver;

        ReplayedSocket(Decision.Replay replay, Consumer<SocketEvent> events) {
            this.dialogue = replay.dialogue().orElseThrow();
            this.breaksOff = replay.episode().failure() != null;
            this.events = events;
        }

        void push(Message message) {
            push(replayedMessage(message));
        }

        void push(SocketEvent event) {
            due.add(event);
            delivery.runLater();
        }

        void pushEnd() {
            dialogue.close().ifPresent(close -> push(closed(close)));
            if (dialogue.isOver() && breaksOff) {
                push(new SocketEvent.Closed(LOST, ""));
            }
        }

        private void deliverAll() {
            for (SocketEvent event = due.poll(); event != null; event = due.poll()) {
                if (!isOver) {
                    isOver = event.isLast();
                    deliver(events, event);
                }
            }
        }

        @Override
        public void send(String text) throws IOException {
            send(new Message(true, true, Body.of(text), Duration.ZERO));
        }

        @Override
        public void send(Body bytes) throws IOException {
            send(new Message(true, false, bytes, Duration.ZERO));
        }

        private void send(Message message) throws IOException {
            if (isClosed || isOver) {
                throw new IOException("closed");
            }
            try {
                answers(this, message).forEach(this::push);
                pushEnd();
            } catch (RefusedException e) {
                push(refusedMessage(e));
            }
        }

        @Override
        public void ping(Body bytes) {
            push(new SocketEvent.Pong(bytes));
        }

        @Override
        public void close(int code, String reason) {
            isClosed = true;
            dialogue.closed().forEach(this::push);
            push(answerToClose(code, reason));
        }

        @Override
        public void cancel() {
            isOver = true;
        }
    }

    /** Reports and records the events of a live socket. */
    private final class Reporter implements WebSocket.Listener {

        private final Consumer<SocketEvent> events;
        private final @Nullable Capture capture;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        Reporter(Consumer<SocketEvent> events, @Nullable Capture capture) {
            this.events = events;
            this.capture = capture;
        }

        @Override
        public void onOpen(WebSocket socket) {
            if (capture != null) {
                capture.conversation(() -> handshake(socket.getSubprotocol()));
            }
            events.accept(new SocketEvent.Opened(Headers.EMPTY, socket.getSubprotocol()));
            socket.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (capture != null) {
                received(capture, data.toString(), text.toString(), last);
            }
            if (last) {
                events.accept(new SocketEvent.Text(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            binary.writeBytes(bytes(data));
            if (last) {
                if (capture != null) {
                    capture.message(false, binary.toByteArray());
                }
                events.accept(new SocketEvent.Binary(Body.of(binary.toByteArray())));
                binary.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            byte[] bytes = bytes(message);
            if (capture != null) {
                pinged(capture, bytes);
            }
            events.accept(new SocketEvent.Ping(Body.of(bytes)));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            events.accept(new SocketEvent.Pong(Body.of(bytes(message))));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            if (capture != null && code == LOST) {
                cut(capture);
            } else if (capture != null) {
                capture.closing(false, code, reason);
                capture.end();
            }
            events.accept(new SocketEvent.Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            if (capture != null) {
                capture.fail(error, false);
            }
            events.accept(SocketEvent.Failed.of(error));
        }
    }

    /** Records what the application sends, and waits for each message, because the client accepts one at a time. */
    private final class LiveSocket implements ClientSocket {

        private final CompletableFuture<WebSocket> opening;
        private final @Nullable Capture capture;

        LiveSocket(CompletableFuture<WebSocket> opening, @Nullable Capture capture) {
            this.opening = opening;
            this.capture = capture;
        }

        @Override
        public void send(String text) throws IOException {
            WebSocket socket = opening.join();
            if (capture != null && !socket.isOutputClosed()) {
                capture.message(true, text);
            }
            done(socket.sendText(text, true));
        }

        @Override
        public void send(Body bytes) throws IOException {
            WebSocket socket = opening.join();
            if (capture != null && !socket.isOutputClosed()) {
                capture.message(true, bytes.bytes());
            }
            done(socket.sendBinary(ByteBuffer.wrap(bytes.bytes()), true));
        }

        @Override
        public void ping(Body bytes) throws IOException {
            WebSocket socket = opening.join();
            done(socket.sendPing(ByteBuffer.wrap(bytes.bytes())));
        }

        @Override
        public void close(int code, String reason) throws IOException {
            WebSocket socket = opening.join();
            if (capture != null) {
                capture.closing(true, code, reason);
            }
            done(socket.sendClose(code, reason));
        }

        @Override
        public void cancel() {
            if (capture != null) {
                cancelled(capture);
            }
            opening.thenAccept(WebSocket::abort);
        }

        private void done(CompletableFuture<WebSocket> sent) throws IOException {
            try {
                sent.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
