package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.testkit.internal.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The application's side of one socket: it sends, and waits for the events. Confined to the thread of its test. */
final class Talk {

    private final LinkedBlockingQueue<SocketEvent> arrived = new LinkedBlockingQueue<>();
    private final List<SocketEvent> seen = new ArrayList<>();
    private final AtomicInteger reporting = new AtomicInteger();
    private final AtomicBoolean overlapped = new AtomicBoolean();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final ClientSocket socket;

    private Talk(SocketClient client, SocketRequest request, boolean holding) throws IOException {
        if (!holding) {
            released.complete(null);
        }
        socket = client.connect(request, this::report);
    }

    /** Begins a handshake, and waits for its end. */
    static Talk begin(SocketClient client, SocketRequest request) throws IOException {
        Talk talk = new Talk(client, request, false);
        talk.next();
        return talk;
    }

    /** As {@link #begin}, with an application that does not return from its first message before {@link #release}. */
    static Talk beginSlowly(SocketClient client, SocketRequest request) throws IOException {
        Talk talk = new Talk(client, request, true);
        talk.next();
        return talk;
    }

    private void report(SocketEvent event) {
        if (reporting.incrementAndGet() > 1) {
            overlapped.set(true);
        }
        arrived.add(event);
        if (!(event instanceof SocketEvent.Opened)) {
            released.join();
        }
        reporting.decrementAndGet();
    }

    void release() {
        released.complete(null);
    }

    /** Whether the client has reported an event before the application was done with the one before. */
    boolean hasOverlapped() {
        return overlapped.get();
    }

    Talk say(String text) throws IOException {
        socket.send(text);
        return this;
    }

    Talk say(Body bytes) throws IOException {
        socket.send(bytes);
        return this;
    }

    Talk ping(Body bytes) throws IOException {
        socket.ping(bytes);
        return this;
    }

    Talk close(int code, String reason) throws IOException {
        socket.close(code, reason);
        return this;
    }

    /** Whether the client does not accept a message. */
    boolean refuses(String text) {
        try {
            socket.send(text);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    void cancel() {
        socket.cancel();
    }

    /** Waits for the next event. */
    SocketEvent next() throws IOException {
        try {
            SocketEvent event = arrived.poll(Threads.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new IOException("No event arrives after " + seen);
            }
            seen.add(event);
            return event;
        } catch (InterruptedException e) {
            throw new IOException("Interrupted after " + seen, e);
        }
    }

    /** Waits for the next event, which must be a text. */
    String text() throws IOException {
        SocketEvent event = next();
        assertThat(event).isInstanceOf(SocketEvent.Text.class);
        return ((SocketEvent.Text) event).text();
    }

    /** Waits for the last event. */
    Talk finish() throws IOException {
        SocketEvent event = seen.get(seen.size() - 1);
        while (!event.isLast()) {
            event = next();
        }
        return this;
    }

    SocketEvent last() {
        return seen.get(seen.size() - 1);
    }

    /** The events so far, also those that the test has not waited for. */
    List<SocketEvent> events() {
        List<SocketEvent> events = new ArrayList<>(seen);
        events.addAll(arrived);
        return events;
    }

    /** The texts so far. */
    List<String> texts() {
        return events().stream()
                .filter(SocketEvent.Text.class::isInstance)
                .map(event -> ((SocketEvent.Text) event).text())
                .toList();
    }
}
