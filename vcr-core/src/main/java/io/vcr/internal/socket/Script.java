package io.vcr.internal.socket;

import io.vcr.http.Body;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A recorded conversation while a client has it again. Each message of the client is compared with the next one that it sent
 * when the conversation was recorded. What the server sent comes when all that the client had sent before it has come.
 *
 * <p>Audio is compared apart from the other messages, as one run of bytes: a client cuts it by its own clock. Thread-safe.
 */
public final class Script {

    /** How a session looks at messages. */
    public interface Reading {

        /** The content of a message of the client as it would be stored. */
        Body filtered(Message message);

        /** What is compared of a stored content. */
        Object compared(Body stored);

        /** Where two stored contents differ. */
        String difference(Body recorded, Body sent);
    }

    /**
     * What follows from a message of the client.
     *
     * @param messages what the server sends now
     * @param difference how the message differs from the recorded one; null if it does not
     */
    public record Turn(List<Message> messages, @Nullable String difference) {

        private static Turn refused(String difference) {
            return new Turn(List.of(), difference);
        }
    }

    private final Reading reading;
    private final List<Message> messages;
    private final @Nullable Close close;
    private final boolean[] isMatched;
    private final Deque<Integer> expected = new ArrayDeque<>();
    private final AudioLane audio;
    private final MintedIds ids = new MintedIds();
    private final int count;

    /** Where the messages begin that the server sent after the client had closed. */
    private int end;

    private int next;

    public Script(Conversation recorded, Reading reading) {
        this.reading = reading;
        this.audio = new AudioLane(reading);
        this.messages = recorded.messages();
        this.close = recorded.close();
        this.isMatched = new boolean[messages.size()];
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).sent()) {
                Optional<AudioPiece> piece = AudioPiece.of(messages.get(i));
                if (piece.isPresent()) {
                    audio.add(i, piece.get());
                } else {
                    expected.add(i);
                }
            }
        }
        this.count = expected.size();
        this.end = end(messages, close);
    }

    private static int end(List<Message> messages, @Nullable Close close) {
        int end = messages.size();
        if (close != null && close.sent() && !close.offset().isZero()) { // a tool may keep no times
            while (end > 0
                    && !messages.get(end - 1).sent()
                    && messages.get(end - 1).offset().compareTo(close.offset()) > 0) {
                end--;
            }
        }
        return end;
    }

    /** What the server sends before the client has sent anything. */
    public synchronized List<Message> begin() {
        return released();
    }

    /** Compares a message of the client. Calls no filter under the lock, because filters are code of the user's. */
    public Turn sent(Message message) {
        Message filtered = message.withData(reading.filtered(message));
        Optional<AudioPiece> piece = audio.isEmpty() ? Optional.empty() : AudioPiece.of(filtered);
        if (piece.isPresent()) {
            return heard(piece.get());
        }
        Optional<Turn> turn = Optional.empty();
        while (turn.isEmpty()) {
            Integer index = expected();
            // it may have been recorded with other filters, or by another tool
            Body stored = index == null ? Body.EMPTY : reading.filtered(messages.get(index));
            turn = compared(filtered, index, stored);
        }
        return turn.get();
    }

    private synchronized Turn heard(AudioPiece piece) {
        return turn(audio.take(piece, index -> isMatched[index] = true));
    }

    private synchronized @Nullable Integer expected() {
        return expected.peek();
    }

    /** Empty if another message has come in the meantime. */
    private synchronized Optional<Turn> compared(Message sent, @Nullable Integer index, Body stored) {
        return Objects.equals(index, expected.peek())
                ? Optional.of(turn(compare(sent, index, stored)))
                : Optional.empty();
    }

    private Turn turn(Optional<String> difference) {
        return difference.map(Turn::refused).orElseGet(() -> new Turn(released(), null));
    }

    /** Takes the close of the client. */
    public synchronized List<Message> closed() {
        end = messages.size();
        return released();
    }

    private Optional<String> compare(Message sent, @Nullable Integer index, Body stored) {
        if (index == null) {
            return Optional.of("message " + (count + 1) + " of the client: recorded nothing more, sent "
                    + reading.difference(Body.EMPTY, sent.data()));
        }
        Message recorded = messages.get(index);
        if (recorded.text() != sent.text()) {
            return Optional.of(number() + ": recorded " + kind(recorded) + ", sent " + kind(sent));
        }
        Body known = ids.asRecorded(sent.data());
        MintedIds.Pairs fresh = MintedIds.between(stored, known);
        Object wanted = reading.compared(stored);
        if (!wanted.equals(reading.compared(known)) && !wanted.equals(reading.compared(fresh.asRecorded(known)))) {
            return Optional.of(number() + ": " + reading.difference(stored, known));
        }
        ids.remember(fresh);
        isMatched[index] = true;
        expected.remove();
        return Optional.empty();
    }

    private String number() {
        return "message " + (count - expected.size() + 1) + " of the client";
    }

    private static String kind(Message message) {
        return message.text() ? "a text" : "bytes";
    }

    private List<Message> released() {
        List<Message> released = new ArrayList<>();
        while (next < end && (isMatched[next] || !messages.get(next).sent())) {
            Message message = messages.get(next);
            if (!message.sent()) {
                released.add(message.text() ? message.withData(ids.asSent(message.data())) : message);
            }
            next++;
        }
        return released;
    }

    /** Whether the client has sent, and got, all that was recorded. */
    public synchronized boolean isOver() {
        return next == messages.size();
    }

    /** How the server closed the conversation after that; empty if it did not. */
    public Optional<Close> close() {
        return Optional.ofNullable(close).filter(closing -> !closing.sent());
    }
}
