package io.vcr.internal.stream;

import io.vcr.http.Body;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The messages of one live WebSocket, as its client sends and receives them. Thread-safe. */
public final class LiveConversation {

    /** Bounds the memory that many small messages take beside their bytes. */
    private static final int MAX_MESSAGES = 100_000;

    private final long maxBytes;
    private final Supplier<Duration> elapsed;
    private final List<Message> messages = new ArrayList<>();
    private long bytes;
    private @Nullable Close close;

    public LiveConversation(long maxBytes, Supplier<Duration> elapsed) {
        this.maxBytes = maxBytes;
        this.elapsed = elapsed;
    }

    /**
     * Adds a message; false if the conversation is over a limit, and then it lets go of all messages. Adds none that the
     * client sends after a closing frame, and none that the server sends after its own.
     */
    public synchronized boolean add(boolean sent, boolean text, Body data) {
        if (close != null && (sent || !close.sent())) {
            return true;
        }
        bytes += data.length();
        if (bytes > maxBytes || messages.size() == MAX_MESSAGES) {
            messages.clear();
            return false;
        }
        messages.add(new Message(sent, text, data, elapsed.get()));
        return true;
    }

    /** Whether a message of so many bytes fits. */
    public synchronized boolean hasRoomFor(long more) {
        return bytes + more <= maxBytes;
    }

    /** Notes the first closing frame. */
    public synchronized void close(boolean sent, int code, String reason) {
        if (close == null) {
            close = new Close(sent, code, reason, elapsed.get());
        }
    }

    public synchronized Conversation soFar() {
        return new Conversation(messages, close);
    }
}
