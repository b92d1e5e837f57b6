package io.vcr.transport;

import io.vcr.Decision.Dialogue;
import io.vcr.Decision.RefusedException;
import io.vcr.http.Body;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recorded conversation to a client, as the connection of its WebSocket would: the messages of the server in their
 * order, no more than the receiver has requested, and each only after what the client sent before it.
 *
 * <p>Filters are called on the thread that sends a message, without a lock. What they throw fails the conversation.
 * Thread-safe.
 */
public final class SocketPlayback {

    /** Gets the messages of the server. The calls do not overlap; after {@code closed} or {@code failed} there is none. */
    public interface Receiver {

        /**
         * Gets a whole message.
         *
         * @param message from the server
         */
        void message(Message message);

        /**
         * Gets the answer to a ping, for a client that shows it.
         *
         * @param bytes the content of the ping
         */
        default void pong(byte[] bytes) {}

        /**
         * Gets the closing frame of the server, or its answer to that of the client.
         *
         * @param code the status code; 1005 if the frame has none
         * @param reason the reason, or empty
         */
        void closed(int code, String reason);

        /**
         * Gets the end of a connection that breaks off: because it did when it was recorded, or because the client has sent
         * another message than then. Needs no request.
         *
         * @param failure what the client reports
         */
        void failed(IOException failure);
    }

    private final Dialogue dialogue;
    private final @Nullable IOException brokenOff;
    private final Receiver receiver;
    private final SerialTask delivery = new SerialTask(this::deliver);
    private final SerialTask hearing = new SerialTask(this::hearAll);
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> due = new ArrayDeque<>();
    private long requested;
    private boolean begun;

    /** Whether the dialogue knows of an event whose messages are not due yet. */
    private boolean isHearing;

    private boolean over;
    private @Nullable Close closing;
    private @Nullable IOException failure;
    private boolean cancelled;
    private long startedNanos;

    private SocketPlayback(Dialogue dialogue, @Nullable IOException brokenOff, Receiver receiver) {
        this.dialogue = dialogue;
        this.brokenOff = brokenOff;
        this.receiver = receiver;
    }

    /**
     * Returns the playback of a conversation.
     *
     * @param answer the answer to the handshake
     * @param receiver gets the messages, on background threads
     * @return the playback, to be started
     * @throws IllegalArgumentException if no conversation follows the answer
     */
    public static SocketPlayback of(Answer answer, Receiver receiver) {
        Dialogue dialogue = answer.dialogue();
        if (dialogue == null) {
            throw new IllegalArgumentException("No conversation follows this answer");
        }
        return new SocketPlayback(dialogue, answer.brokenOff(), receiver);
    }

    /** Begins the playback, when the client knows that the socket is open. To be called once. */
    public void start() {
        begin();
        delivery.runLater();
    }

    /**
     * Begins the playback, like {@link #start()}, on a background thread of the adapter: the receiver gets what is due on this
     * thread, which saves the way to another one. Waits as long as the {@linkplain io.vcr.Vcr.Builder#pace pace} of the session
     * demands.
     */
    public void startOnThisThread() {
        begin();
        delivery.run();
    }

    private void begin() {
        hear(() -> {
            List<Message> first = dialogue.begin();
            synchronized (this) {
                startedNanos = System.nanoTime();
                say(first);
                begun = true;
            }
        });
    }

    /**
     * Requests more messages. A pong and a closing frame count as one.
     *
     * @param number how many
     * @throws IllegalArgumentException if it is not positive
     */
    public void request(long number) {
        if (number <= 0) {
            throw new IllegalArgumentException("A receiver requests " + number);
        }
        boolean maySay;
        synchronized (this) {
            requested = requested + number < 0 ? Long.MAX_VALUE : requested + number;
            maySay = begun;
        }
        if (maySay) {
            delivery.runLater();
        }
    }

    /**
     * Takes a whole text message of the client.
     *
     * @param text the message
     */
    public void send(String text) {
        send(true, Body.of(text));
    }

    /**
     * Takes a whole binary message of the client.
     *
     * @param bytes an array that holds the message; it is copied
     */
    public void send(byte[] bytes) {
        send(false, Body.of(bytes));
    }

    private void send(boolean text, Body data) {
        Message message = new Message(true, text, data, Duration.ZERO);
        hear(() -> {
            if (isOpen()) {
                compare(message);
            }
        });
        delivery.runLater();
    }

    /** Asks the dialogue about one event after the other, and not under the lock: a message passes the filters. */
    private void hear(Runnable event) {
        events.add(event);
        hearing.run();
    }

    private void hearAll() {
        for (Runnable next = events.poll(); next != null; next = events.poll()) {
            setHearing(true);
            next.run();
            setHearing(false);
        }
    }

    private synchronized void setHearing(boolean value) {
        isHearing = value;
    }

    private synchronized boolean isOpen() {
        return !over && failure == null && closing == null;
    }

    private void compare(Message message) {
        try {
            List<Message> answer = dialogue.sent(message);
            synchronized (this) {
                say(answer);
            }
        } catch (RefusedException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new IOException("The message could not be compared", e)); // later messages may come by other threads
        }
    }

    private synchronized void fail(IOException cause) {
        failure = cause;
    }

    /**
     * Takes a ping of the client, which is not recorded. The receiver gets its pong behind the messages that are due.
     *
     * @param bytes the content; the caller does not change it any more
     */
    public void ping(byte[] bytes) {
        hear(() -> {
            synchronized (this) {
                due.add(() -> receiver.pong(bytes));
            }
        });
        delivery.runLater();
    }

    /**
     * Takes the closing frame of the client. The receiver gets the answer of the server behind the messages that are due.
     *
     * @param code the status code; 1005 if the frame has none
     * @param reason the reason, or empty
     */
    public void close(int code, String reason) {
        hear(() -> {
            if (!isClosing()) {
                List<Message> rest = dialogue.closed();
                synchronized (this) {
                    say(rest);
                    closing = new Close(true, code, reason, Duration.ZERO);
                }
            }
        });
        delivery.runLater();
    }

    private synchronized boolean isClosing() {
        return closing != null;
    }

    /** Ends the playback, as a client does that drops its connection. The receiver gets nothing more. */
    public synchronized void cancel() {
        over = true;
        cancelled = true;
        notifyAll();
    }

    private void deliver() {
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            next.get().run();
        }
    }

    /** What the receiver gets next; empty if that is nothing yet. */
    private synchronized Optional<Runnable> next() {
        if (over || !begun) {
            return Optional.empty();
        }
        if (failure != null) {
            return last(end(failure));
        }
        if (!due.isEmpty()) {
            return takeOne() ? Optional.of(due.remove()) : Optional.empty();
        }
        if (isHearing) {
            return Optional.empty();
        }
        if (dialogue.isOver() && brokenOff != null) {
            return last(end(brokenOff));
        }
        Optional<Close> end = closing == null ? dialogue.close() : Optional.of(closing);
        return end.isPresent() && takeOne() ? last(end(end.get())) : Optional.empty();
    }

    private Optional<Runnable> last(Runnable end) {
        over = true;
        return Optional.of(end);
    }

    private Runnable end(IOException cause) {
        return () -> receiver.failed(cause);
    }

    private void say(List<Message> messages) {
        for (Message message : messages) {
            due.add(() -> {
                if (await(message.offset())) {
                    receiver.message(message);
                }
            });
        }
    }

    private Runnable end(Close close) {
        return () -> {
            if (await(close.offset())) {
                receiver.closed(close.code(), close.reason());
            }
        };
    }

    private boolean takeOne() {
        if (requested == 0) {
            return false;
        }
        requested -= requested == Long.MAX_VALUE ? 0 : 1;
        return true;
    }

    /** Waits until a message is due at the pace of the session, counted from the start. False if the client is gone. */
    private synchronized boolean await(Duration offset) {
        if (dialogue.pace() > 0 && !offset.isNegative()) {
            long dueMillis = (long) (offset.toMillis() * dialogue.pace());
            try {
                for (long rest = dueMillis - elapsedMillis();
                        rest > 0 && !cancelled;
                        rest = dueMillis - elapsedMillis()) {
                    wait(rest);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return !cancelled;
    }

    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }
}
