package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.internal.body.Framing;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one live WebSocket, as its client sends and receives them. The client waits while a message is added, so
 * texts are kept as they are, and encoded at the end. Thread-safe.
 */
public final class LiveConversation {

    /** Bounds the memory that many small messages take beside their bytes. */
    private static final int MAX_MESSAGES = 100_000;

    /**
     * A message.
     *
     * @param text null for bytes
     */
    private record Entry(boolean sent, @Nullable String text, Body bytes, Instant at) {

        Body data() {
            return text == null ? bytes : Body.of(text);
        }
    }

    /** The parts of a message of one side whose last part has not come. */
    private static final class Parts {

        final StringBuilder text = new StringBuilder();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    }

    private final long maxBytes;
    private final Supplier<Instant> now;
    private final Function<Instant, Duration> offset;
    private List<Entry> entries = new ArrayList<>();
    private Parts sentParts = new Parts();
    private Parts receivedParts = new Parts();

    /** Of texts the number of characters, which is at most that of their bytes. */
    private long bytes;

    private @Nullable String excess;
    private @Nullable Close close;

    /**
     * Creates a conversation without messages.
     *
     * @param maxBytes the limit of all messages together
     * @param now the clock
     * @param offset the time from the handshake to a moment
     */
    public LiveConversation(long maxBytes, Supplier<Instant> now, Function<Instant, Duration> offset) {
        this.maxBytes = maxBytes;
        this.now = now;
        this.offset = offset;
    }

    /**
     * Adds a part of a text. Adds nothing that the client sends after a closing frame, and nothing that the server sends after
     * its own.
     *
     * @return false if the conversation is over a limit; then it has let go of all messages
     */
    public synchronized boolean text(boolean sent, CharSequence part, boolean last) {
        if (isEnded(sent)) {
            return true;
        }
        if (!fits(part.length())) {
            return false;
        }
        StringBuilder parts = (sent ? sentParts : receivedParts).text;
        String text = part.toString(); // a builder appends another sequence character by character
        if (!last) {
            parts.append(text);
            return true;
        }
        if (parts.length() > 0) {
            text = parts.append(text).toString();
            parts.setLength(0);
        }
        return add(new Entry(sent, text, Body.EMPTY, now.get()));
    }

    /** Adds a part of a binary message, as {@link #text} does. Leaves the buffer as it is. */
    public synchronized boolean binary(boolean sent, ByteBuffer part, boolean last) {
        if (isEnded(sent)) {
            return true;
        }
        if (!fits(part.remaining())) {
            return false;
        }
        ByteArrayOutputStream parts = (sent ? sentParts : receivedParts).bytes;
        if (last && parts.size() == 0) {
            return add(new Entry(sent, null, Body.of(part), now.get()));
        }
        byte[] copy = new byte[part.remaining()];
        part.duplicate().get(copy);
        parts.writeBytes(copy);
        if (!last) {
            return true;
        }
        Body whole = Body.of(parts.toByteArray());
        parts.reset();
        return add(new Entry(sent, null, whole, now.get()));
    }

    private boolean isEnded(boolean sent) {
        return close != null && (sent || !close.sent());
    }

    private boolean fits(int more) {
        bytes += more;
        return excess == null && (bytes <= maxBytes || exceed("conversation over maxBodyBytes"));
    }

    private boolean add(Entry entry) {
        if (entries.size() == MAX_MESSAGES) {
            return exceed("conversation over 100,000 messages");
        }
        return entries.add(entry);
    }

    private boolean exceed(String reason) {
        excess = reason;
        entries = List.of();
        sentParts = new Parts();
        receivedParts = new Parts();
        return false;
    }

    /** Which limit the conversation is over. */
    public synchronized Optional<String> excess() {
        return Optional.ofNullable(excess);
    }

    /** Notes the first closing frame. */
    public synchronized void close(boolean sent, int code, String reason) {
        if (close == null) {
            close = new Close(sent, code, reason, offset.apply(now.get()));
        }
    }

    /**
     * Returns the messages so far.
     *
     * @throws Framing.TooLargeException if the conversation is over a limit
     */
    public synchronized Conversation soFar() throws Framing.TooLargeException {
        List<Message> messages = new ArrayList<>(entries.size());
        long length = 0;
        for (Entry entry : entries) {
            Body data = entry.data();
            length += data.length();
            messages.add(new Message(entry.sent, entry.text != null, data, offset.apply(entry.at)));
        }
        if (length > maxBytes) {
            exceed("conversation over maxBodyBytes");
        }
        if (excess != null) {
            throw new Framing.TooLargeException(excess);
        }
        return new Conversation(messages, close);
    }
}
