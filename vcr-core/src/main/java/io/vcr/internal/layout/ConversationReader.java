package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.node.Node;
import io.vcr.internal.node.NodeJson;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations over WebSockets: our key beside a handshake, and the public layout in which each message is an interaction
 * of its own, with {@code kind}, {@code direction} and {@code data}. There the messages follow their handshake, or none if it
 * was not recorded; a closing frame ends a conversation, and so does the next handshake. Immutable.
 */
public final class ConversationReader {

    /** Beside the handshake's request and response. */
    public static final String KEY = "websocket";

    public static final String MESSAGES = "messages";
    public static final String DIRECTION = "direction";
    public static final String SENT = "sent";
    public static final String RECEIVED = "received";
    public static final String OFFSET = "offset_ms";
    public static final String TEXT = "text";
    public static final String BASE64 = "base64";
    public static final String CLOSE = "close";

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CODE = 1005;

    /** An exchange of which only the messages were recorded. */
    private static final Episode UNKNOWN = new Episode(
            new HttpRequest("GET", Conversation.ANYWHERE, Headers.EMPTY, Body.EMPTY),
            new HttpResponse(SWITCHING_PROTOCOLS, "Switching Protocols", Headers.EMPTY, Body.EMPTY),
            null,
            null,
            null);

    private final Fields fields;

    ConversationReader(Fields fields) {
        this.fields = fields;
    }

    @Nullable
    Conversation conversation(Node.Mapping interaction) throws CassetteFormatException {
        Optional<Node> node = interaction.get(KEY);
        if (node.isEmpty()) {
            return null;
        }
        Node.Mapping conversation = fields.mapping(node.get(), KEY);
        List<Message> messages = new ArrayList<>();
        Node all = fields.required(conversation, MESSAGES, KEY);
        for (Node item : fields.sequence(all, MESSAGES).items()) {
            Node.Mapping message = fields.mapping(item, "a message");
            Optional<Node> text = message.get(TEXT);
            Body data = text.isPresent()
                    ? Body.of(fields.text(text.get(), TEXT))
                    : bytes(fields.required(message, BASE64, "a message"));
            messages.add(new Message(isSent(message), text.isPresent(), data, millis(message)));
        }
        Optional<Node> close = conversation.get(CLOSE);
        return new Conversation(messages, close.isEmpty() ? null : close(fields.mapping(close.get(), CLOSE)));
    }

    private Duration millis(Node.Mapping mapping) throws CassetteFormatException {
        Optional<Node> offset = mapping.get(OFFSET);
        return offset.isEmpty() ? Duration.ZERO : Duration.ofMillis(fields.number(offset.get(), OFFSET));
    }

    /** Whether a layout has an interaction for each message. */
    static boolean isLayoutOf(List<Node> interactions) {
        return interactions.stream()
                .anyMatch(item -> item instanceof Node.Mapping mapping
                        && mapping.get("kind").isPresent()
                        && (mapping.get(DIRECTION).isPresent()
                                || mapping.get("code").isPresent()));
    }

    List<Episode> episodes(List<Node> interactions) throws CassetteFormatException {
        VcrpyReader exchanges = new VcrpyReader(fields);
        List<Episode> episodes = new ArrayList<>();
        List<Message> said = new ArrayList<>();
        boolean isOpen = false; // whether the last episode is a conversation that goes on
        for (Node item : interactions) {
            Node.Mapping interaction = fields.mapping(item, "an interaction");
            String kind = fields.textOr(interaction, "kind", "");
            boolean isClose = kind.equals(CLOSE);
            boolean isMessage = kind.equals("message")
                    || (!isClose && interaction.get(DIRECTION).isPresent());
            if (isMessage || isClose) {
                if (!isOpen) {
                    episodes.add(UNKNOWN);
                    isOpen = true;
                }
                if (isMessage) {
                    said.add(message(interaction));
                } else {
                    end(episodes, said, close(interaction));
                    isOpen = false;
                }
                continue;
            }
            Episode exchange = exchanges.episode(interaction);
            if (isHandshake(exchange)) {
                if (isOpen) {
                    end(episodes, said, null);
                }
                isOpen = true;
                episodes.add(handshake(exchange));
            } else {
                episodes.add(isOpen ? episodes.size() - 1 : episodes.size(), exchange);
            }
        }
        if (isOpen) {
            end(episodes, said, null);
        }
        return episodes;
    }

    private static void end(List<Episode> episodes, List<Message> said, @Nullable Close close) {
        int last = episodes.size() - 1;
        episodes.set(last, episodes.get(last).withConversation(new Conversation(said, close)));
        said.clear();
    }

    private static boolean isHandshake(Episode exchange) {
        return exchange.response().status() == SWITCHING_PROTOCOLS
                || exchange.request().uri().scheme().startsWith("ws");
    }

    /** With the URI of the socket, which other tools write as that of its request. */
    private static Episode handshake(Episode exchange) {
        String uri = exchange.request().uri().text();
        HttpRequest request = uri.regionMatches(true, 0, "http", 0, 4)
                ? exchange.request().withUri(Uri.of("ws" + uri.substring(4)))
                : exchange.request();
        return exchange.with(request, exchange.response());
    }

    private Message message(Node.Mapping message) throws CassetteFormatException {
        Node data = message.get("data")
                .or(() -> message.get(TEXT))
                .or(() -> message.get(BASE64))
                .orElseThrow(() -> fields.error(message, "a message without \"data\""));
        boolean isBytes = message.get("data").isEmpty() && message.get(TEXT).isEmpty();
        if (data instanceof Node.Scalar scalar && (isBytes || scalar.binary() || isBase64(message))) {
            Body bytes = scalar.binary() ? fields.body(Optional.of(data)) : bytes(data);
            return new Message(isSent(message), false, bytes, at(message));
        }
        Body text = data instanceof Node.Scalar scalar && !scalar.plain() ? Body.of(scalar.text()) : document(data);
        return new Message(isSent(message), true, text, at(message));
    }

    /** A text is written as it is; other documents are written as JSON. */
    private Body document(Node data) throws CassetteFormatException {
        boolean isText = data instanceof Node.Scalar scalar && !scalar.isNull();
        return Body.of(isText ? fields.text(data, "data") : NodeJson.write(data));
    }

    private boolean isBase64(Node.Mapping message) throws CassetteFormatException {
        String type = fields.textOr(message, "type", "")
                + fields.textOr(message, "encoding", "")
                + fields.textOr(message, "opcode", "");
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.contains("binary") || lower.contains("base64") || lower.contains("bytes");
    }

    private Body bytes(Node node) throws CassetteFormatException {
        return fields.base64(fields.text(node, BASE64), node);
    }

    private boolean isSent(Node.Mapping message) throws CassetteFormatException {
        Node direction = fields.required(message, DIRECTION, "a message");
        String name = fields.text(direction, DIRECTION).toLowerCase(Locale.ROOT);
        return switch (name) {
            case SENT, "send", "client", "outgoing" -> true;
            case RECEIVED, "receive", "server", "incoming" -> false;
            default -> throw fields.error(direction, "a message in the direction \"" + name + "\" is not known");
        };
    }

    private Close close(Node.Mapping close) throws CassetteFormatException {
        Optional<Node> code = close.get("code").filter(node -> !Fields.isNull(node));
        return new Close(
                close.get(DIRECTION).isPresent() && isSent(close),
                code.isEmpty() ? NO_CODE : code(code.get()),
                fields.textOr(close, "reason", ""),
                at(close));
    }

    private int code(Node node) throws CassetteFormatException {
        long code = fields.number(node, "code");
        if (code < 1000 || code > 4999) {
            throw fields.error(node, "a WebSocket is not closed with the code " + code);
        }
        return (int) code;
    }

    /** In seconds. */
    private Duration at(Node.Mapping message) throws CassetteFormatException {
        Optional<Node> at = message.get("at").filter(node -> !Fields.isNull(node));
        return at.isEmpty() ? millis(message) : Duration.ofMillis((long) (fields.decimal(at.get(), "at") * 1000));
    }
}
