package io.vcr.cli;

import io.vcr.cli.internal.text.Event;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.cli.internal.text.Transcript;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Episode.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two episodes: headers by name, JSON by path, streams by event. Confined to one thread. */
final class Differences {

    /**
     * A value that differs.
     *
     * @param where the part of the exchange, such as {@code request body}
     * @param path the place in it, such as {@code $.amount} or the name of a header; empty for the whole part
     * @param before JSON or text; null if the old episode has no such value
     * @param after JSON or text; null if the new episode has none
     */
    record Difference(
            String where,
            String path,
            @Nullable String before,
            @Nullable String after) {}

    private final List<Difference> all = new ArrayList<>();

    private Differences() {}

    /** The differences in the order of the exchange. When an episode was recorded and how long it took are none. */
    static List<Difference> between(Episode before, Episode after) {
        Differences differences = new Differences();
        differences.add(before, after);
        return List.copyOf(differences.all);
    }

    private void add(Episode before, Episode after) {
        HttpRequest sent = before.request();
        HttpRequest sentNow = after.request();
        add("method", "", sent.method(), sentNow.method());
        add("url", "", sent.uri().text(), sentNow.uri().text());
        headers("request header", sent.headers(), sentNow.headers());
        body("request body", sent.body(), sentNow.body());
        route(before.route(), after.route());
        HttpResponse got = before.response();
        HttpResponse gotNow = after.response();
        add("status", "", Integer.toString(got.status()), Integer.toString(gotNow.status()));
        headers("response header", got.headers(), gotNow.headers());
        if (Event.areIn(got.headers(), got.body()) && Event.areIn(gotNow.headers(), gotNow.body())) {
            events(Event.of(before), Event.of(after));
            otherLines(got.body(), gotNow.body());
        } else {
            body("response body", got.body(), gotNow.body());
        }
        messages(messages(before), messages(after));
        add("end", "", end(before), end(after));
        add("failure", "", failure(before), failure(after));
    }

    private static List<Message> messages(Episode episode) {
        Conversation conversation = episode.conversation();
        return conversation == null ? List.of() : conversation.messages();
    }

    private static @Nullable String end(Episode episode) {
        Conversation conversation = episode.conversation();
        return conversation == null ? null : Transcript.end(conversation);
    }

    private void messages(List<Message> before, List<Message> after) {
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            Message old = i < before.size() ? before.get(i) : null;
            Message now = i < after.size() ? after.get(i) : null;
            String where = "message " + (i + 1);
            add(where, "direction", direction(old), direction(now));
            body(where, old == null ? Body.EMPTY : old.data(), now == null ? Body.EMPTY : now.data());
        }
    }

    private static @Nullable String direction(@Nullable Message message) {
        return message == null ? null : message.sent() ? "sent" : "received";
    }

    private void route(Route before, Route after) {
        for (int i = 0; i < Math.max(before.hops().size(), after.hops().size()); i++) {
            Optional<Hop> old = hop(before, i);
            Optional<Hop> now = hop(after, i);
            String where = "hop " + (i + 1);
            add(
                    where,
                    "",
                    old.map(Transcript::hop).orElse(null),
                    now.map(Transcript::hop).orElse(null));
            if (old.isPresent() && now.isPresent()) {
                headers(
                        where + " header",
                        old.get().response().headers(),
                        now.get().response().headers());
            }
        }
        add("last url", "", last(before), last(after));
        add("version", "", version(before), version(after));
    }

    private static Optional<Hop> hop(Route route, int index) {
        return index < route.hops().size() ? Optional.of(route.hops().get(index)) : Optional.empty();
    }

    private static @Nullable String last(Route route) {
        Uri last = route.uri();
        return last == null ? null : last.text();
    }

    private static String version(Route route) {
        return route.version().isEmpty() ? "HTTP/1.1" : route.version();
    }

    private static @Nullable String failure(Episode episode) {
        Episode.Failure failure = episode.failure();
        return failure == null ? null : failure.kind().toString();
    }

    private void add(String where, String path, @Nullable String before, @Nullable String after) {
        if (before == null ? after != null : !before.equals(after)) {
            all.add(new Difference(where, path, before, after));
        }
    }

    private void headers(String where, Headers before, Headers after) {
        Map<String, String> old = byName(before);
        Map<String, String> now = byName(after);
        union(old.keySet(), now.keySet()).forEach(name -> add(where, name, old.get(name), now.get(name)));
    }

    private static Map<String, String> byName(Headers headers) {
        Map<String, String> byName = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            String key = byName.keySet().stream()
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .orElse(name);
            byName.merge(key, value, (one, other) -> one + "\n" + other);
        });
        return byName;
    }

    private void events(List<Event> before, List<Event> after) {
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            Optional<Event> old = i < before.size() ? Optional.of(before.get(i)) : Optional.empty();
            Optional<Event> now = i < after.size() ? Optional.of(after.get(i)) : Optional.empty();
            String where = "response event " + (i + 1);
            add(
                    where,
                    "type",
                    old.map(Event::name).orElse(null),
                    now.map(Event::name).orElse(null));
            text(where, old.map(Event::data).orElse(null), now.map(Event::data).orElse(null));
        }
    }

    /** Only the first that differs, with its place in the newer stream. */
    private void otherLines(Body before, Body after) {
        List<Event.Line> old = Event.otherLines(before);
        List<Event.Line> now = Event.otherLines(after);
        for (int i = 0; i < Math.max(old.size(), now.size()); i++) {
            String was = i < old.size() ? old.get(i).text() : null;
            String is = i < now.size() ? now.get(i).text() : null;
            if (!Objects.equals(was, is)) {
                int number = (is == null ? old : now).get(i).number();
                add("response body", "line " + number, was, is);
                return;
            }
        }
    }

    private void body(String where, Body before, Body after) {
        if (before.equals(after)) {
            return;
        }
        if (before.text().isPresent() && after.text().isPresent()) {
            text(where, absent(before.text().get()), absent(after.text().get()));
        } else {
            all.add(new Difference(where, "", size(before), size(after)));
        }
    }

    private static @Nullable String absent(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String size(Body body) {
        return body.isEmpty() ? null : Quantities.count(body.length(), "byte");
    }

    private void text(String where, @Nullable String before, @Nullable String after) {
        Optional<Object> old = Optional.ofNullable(before).flatMap(JsonText::tree);
        Optional<Object> now = Optional.ofNullable(after).flatMap(JsonText::tree);
        if (old.isPresent() && now.isPresent()) {
            json(where, "$", old.get(), now.get());
        } else if (before == null || after == null) {
            add(where, "", before, after);
        } else {
            lines(where, List.of(before.split("\n", -1)), List.of(after.split("\n", -1)));
        }
    }

    /** Only the first line that differs: behind it, a text has no places that could be compared. */
    private void lines(String where, List<String> before, List<String> after) {
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            String old = i < before.size() ? before.get(i) : null;
            String now = i < after.size() ? after.get(i) : null;
            int known = all.size();
            add(where, "line " + (i + 1), old, now);
            if (all.size() > known) {
                return;
            }
        }
    }

    private void json(String where, String path, @Nullable Object before, @Nullable Object after) {
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            union(old.keySet(), now.keySet())
                    .forEach(name -> json(where, path + member(String.valueOf(name)), old.get(name), now.get(name)));
        } else if (before instanceof List<?> old && after instanceof List<?> now) {
            items(where, path, old, now);
        } else {
            add(where, path, compact(before), compact(after));
        }
    }

    /** Items before and behind those that differ are equal; so an item that was put in between is one difference. */
    private void items(String where, String path, List<?> before, List<?> after) {
        int shorter = Math.min(before.size(), after.size());
        int first = 0;
        while (first < shorter && before.get(first).equals(after.get(first))) {
            first++;
        }
        int last = 0;
        while (last < shorter - first
                && before.get(before.size() - 1 - last).equals(after.get(after.size() - 1 - last))) {
            last++;
        }
        for (int i = first; i < Math.max(before.size(), after.size()) - last; i++) {
            Object old = i < before.size() - last ? before.get(i) : null;
            Object now = i < after.size() - last ? after.get(i) : null;
            json(where, path + "[" + i + "]", old, now);
        }
    }

    private static @Nullable String compact(@Nullable Object value) {
        return value == null ? null : JsonText.compact(value);
    }

    private static String member(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? "." + name : "['" + name + "']";
    }

    private static <T> Set<T> union(Set<? extends T> one, Set<? extends T> other) {
        Set<T> union = new LinkedHashSet<>(one);
        union.addAll(other);
        return union;
    }
}
