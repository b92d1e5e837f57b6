package io.vcr.internal.socket;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.util.List;
import java.util.stream.Collectors;

/** What a server said in a conversation, in the forms of ordinary responses. Pure. */
public final class ServerMessages {

    private ServerMessages() {}

    /** The response of an exchange; of a conversation an event stream of its messages. */
    public static HttpResponse asStream(Episode episode) {
        Conversation conversation = episode.conversation();
        if (conversation == null) {
            return episode.response();
        }
        String events = conversation.messages().stream()
                .filter(message -> !message.sent() && message.text())
                .map(message -> message.data().text().orElse(""))
                .map(text -> "data: " + text.replace("\n", "\ndata: ") + "\n\n")
                .collect(Collectors.joining());
        return typed(episode, "text/event-stream", Body.of(events));
    }

    /** The exchange; of a conversation one for each message of the server, because each may end an answer. */
    public static List<Episode> asAnswers(Episode episode) {
        Conversation conversation = episode.conversation();
        return conversation == null
                ? List.of(episode)
                : conversation.messages().stream()
                        .filter(message -> !message.sent())
                        .map(Message::data)
                        .map(data -> episode.with(episode.request(), typed(episode, "application/json", data))
                                .withConversation(null))
                        .toList();
    }

    private static HttpResponse typed(Episode episode, String type, Body body) {
        HttpResponse response = episode.response();
        return response.withHeaders(response.headers().with("Content-Type", type))
                .withBody(body);
    }
}
