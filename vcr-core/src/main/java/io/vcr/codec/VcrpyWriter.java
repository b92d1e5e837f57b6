package io.vcr.codec;

import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.layout.ConversationReader;
import io.vcr.internal.layout.VcrpyReader;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Chunk;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Episode.Subscription;
import io.vcr.spi.Episode.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes episodes in vcrpy's version 1, with our additions at the level of the interaction, where vcrpy ignores them.
 */
final class VcrpyWriter {

    private final Emitter out;

    private VcrpyWriter(Emitter out) {
        this.out = out;
    }

    static byte[] write(Cassette cassette, Emitter out) {
        new VcrpyWriter(out).cassette(cassette);
        return out.toBytes();
    }

    private void cassette(Cassette cassette) {
        out.beginMapping();
        out.key("version");
        out.number(1);
        out.key("interactions");
        if (cassette.episodes().isEmpty()) {
            out.emptySequence();
        } else {
            out.beginSequence();
            cassette.episodes().forEach(this::episode);
            out.endSequence();
        }
        out.endMapping();
    }

    private void episode(Episode episode) {
        out.beginMapping();
        request(episode);
        response(episode);
        if (!episode.route().hops().isEmpty()) {
            hops(episode.route().hops());
        }
        if (episode.recordedAt() != null) {
            out.key("recorded_at");
            out.text(episode.recordedAt().toString());
        }
        if (episode.expiresAt() != null) {
            out.key("expires_at");
            out.text(episode.expiresAt().toString());
        }
        if (episode.timing() != null) {
            timing(episode.timing());
        }
        if (episode.failure() != null) {
            failure(episode.failure());
        }
        if (episode.conversation() != null) {
            conversation(episode.conversation());
        }
        if (episode.subscription() != null) {
            subscription(episode.subscription());
        }
        out.endMapping();
    }

    private void conversation(Conversation conversation) {
        out.key(ConversationReader.KEY);
        out.beginMapping();
        out.key(ConversationReader.MESSAGES);
        if (conversation.messages().isEmpty()) {
            out.emptySequence();
        } else {
            out.beginSequence();
            conversation.messages().forEach(this::message);
            out.endSequence();
        }
        if (conversation.close() != null) {
            out.key(ConversationReader.CLOSE);
            out.beginMapping();
            moment(conversation.close().sent(), conversation.close().offset());
            out.key("code");
            out.number(conversation.close().code());
            out.key("reason");
            out.text(conversation.close().reason());
            out.endMapping();
        }
        out.endMapping();
    }

    private void message(Message message) {
        out.beginMapping();
        moment(message.sent(), message.offset());
        Optional<String> text = message.text() ? message.data().text() : Optional.empty();
        out.key(text.isPresent() ? ConversationReader.TEXT : ConversationReader.BASE64);
        out.text(text.orElseGet(
                () -> Base64.getEncoder().encodeToString(message.data().bytes())));
        out.endMapping();
    }

    private void moment(boolean sent, Duration offset) {
        out.key(ConversationReader.DIRECTION);
        out.text(sent ? ConversationReader.SENT : ConversationReader.RECEIVED);
        out.key(ConversationReader.OFFSET);
        out.number(offset.toMillis());
    }

    private void request(Episode episode) {
        out.key("request");
        out.beginMapping();
        out.key("method");
        out.text(episode.request().method());
        out.key("uri");
        out.text(episode.request().uri().text());
        headers(episode.request().headers());
        out.key("body");
        if (episode.request().body().isEmpty()) {
            out.nothing();
        } else {
            out.body(episode.request().body());
        }
        out.endMapping();
    }

    private void response(Episode episode) {
        out.key("response");
        out.beginMapping();
        head(episode.response());
        out.key("body");
        out.wrappedBody(episode.response().body());
        Uri last = episode.route().uri();
        if (last != null) {
            out.key("url");
            out.text(last.text());
        }
        if (!episode.route().version().isEmpty()) {
            out.key("http_version");
            out.text(episode.route().version());
        }
        out.endMapping();
    }

    private void head(HttpResponse response) {
        out.key("status");
        out.beginMapping();
        out.key("code");
        out.number(response.status());
        out.key("message");
        out.text(response.reason());
        out.endMapping();
        headers(response.headers());
    }

    private void hops(List<Hop> hops) {
        out.key(VcrpyReader.HOPS);
        out.beginSequence();
        for (Hop hop : hops) {
            out.beginMapping();
            out.key("method");
            out.text(hop.method());
            out.key("url");
            out.text(hop.uri().text());
            head(hop.response());
            out.endMapping();
        }
        out.endSequence();
    }

    private void headers(Headers headers) {
        out.key("headers");
        if (headers.size() == 0) {
            out.emptyMapping();
            return;
        }
        out.beginMapping();
        byName(headers).forEach((name, values) -> {
            out.key(name);
            out.beginSequence();
            values.forEach(out::text);
            out.endSequence();
        });
        out.endMapping();
    }

    /** Groups the values by name, as vcrpy does: a repeated name moves to its first occurrence. */
    private static Map<String, List<String>> byName(Headers headers) {
        Map<String, String> spelling = new LinkedHashMap<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            String given = headers.name(i);
            String name = spelling.computeIfAbsent(given.toLowerCase(Locale.ROOT), lower -> given);
            values.computeIfAbsent(name, n -> new ArrayList<>()).add(headers.value(i));
        }
        return values;
    }

    /** Built without a formatter, which would use the digits of the default locale. */
    private void timing(Timing timing) {
        out.key("timing");
        out.line("{\"first_byte_ms\": " + timing.firstByte().toMillis() + ", \"total_ms\": "
                + timing.total().toMillis() + "}");
        if (!timing.chunks().isEmpty()) {
            out.key("chunks");
            StringBuilder pairs = new StringBuilder("[");
            for (Chunk chunk : timing.chunks()) {
                pairs.append(pairs.length() == 1 ? "[" : ", [")
                        .append(chunk.offset().toMillis())
                        .append(", ")
                        .append(chunk.bytes())
                        .append(']');
            }
            out.line(pairs.append(']').toString());
        }
    }

    private void subscription(Subscription subscription) {
        out.key(VcrpyReader.SUBSCRIPTION);
        out.line("{\"after\": " + subscription.after() + ", \"open\": " + subscription.open() + "}");
    }

    private void failure(Failure failure) {
        out.key("failure");
        out.beginMapping();
        out.key("kind");
        out.text(failure.kind().name().toLowerCase(Locale.ROOT));
        out.key("exception");
        out.text(failure.exception());
        out.key("message");
        out.text(failure.message());
        out.key("after");
        out.text(failure.responded() ? VcrpyReader.AFTER_RESPONSE : VcrpyReader.AFTER_REQUEST);
        out.endMapping();
    }
}
