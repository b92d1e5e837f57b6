package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Framing;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;

/** Counts what was replaced, by what it was and where: {@code access_token in a response body}. Confined to one thread. */
public final class RedactionCount {

    /** Of a placeholder without its last bracket. */
    private static final int LONGEST = "%253C".length() + 64 + "-".length() + 9;

    private static final Set<String> FRAMING = Set.of("content-length", "content-encoding", "transfer-encoding");

    /** As they are, in XML, in a URL, and in one that stands in a form. */
    private enum Brackets {
        PLAIN("<", ">"),
        OF_XML("&lt;", "&gt;"),
        OF_URL("%3C", "%3E"),
        OF_URL_IN_FORM("%253C", "%253E");

        final String open;
        final String close;

        Brackets(String open, String close) {
            this.open = open;
            this.close = close;
        }
    }

    private final SortedMap<String, Integer> counts = new TreeMap<>();

    private RedactionCount() {}

    public static SortedMap<String, Integer> of(List<Episode> episodes) {
        RedactionCount count = new RedactionCount();
        episodes.forEach(episode ->
                texts(episode).forEach((place, texts) -> texts.forEach(text -> count.add(text, place))));
        return count.counts;
    }

    /**
     * What was replaced in an episode. What leaves no placeholder that can be seen, such as a number that became 0 or a value
     * inside base64, counts as {@code secret}.
     */
    public static SortedMap<String, Integer> between(Episode before, Episode after) {
        SortedMap<String, Integer> old = of(List.of(before));
        SortedMap<String, Integer> grown = of(List.of(after));
        grown.entrySet().removeIf(count -> count.getValue() <= old.getOrDefault(count.getKey(), 0));
        Map<String, List<String>> was = texts(before);
        texts(after).forEach((place, texts) -> {
            boolean isCounted = grown.keySet().stream().anyMatch(what -> what.endsWith(" in " + place));
            if (!isCounted && !texts.equals(was.get(place))) {
                grown.put("secret in " + place, 1);
            }
        });
        return grown;
    }

    /** The texts of an episode, by where they stand. */
    private static Map<String, List<String>> texts(Episode episode) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        add(texts, "a URL", request.uri().text());
        add(texts, "a request header", request.headers());
        add(texts, "a request body", Framing.decoded(request).body());
        add(texts, "a response header", response.headers());
        add(texts, "a response body", response.body());
        for (Hop hop : episode.route().hops()) {
            add(texts, "a URL", hop.uri().text());
            add(texts, "a response header", hop.response().headers());
        }
        if (episode.route().uri() != null) {
            add(texts, "a URL", episode.route().uri().text());
        }
        if (episode.conversation() != null) {
            for (Message message : episode.conversation().messages()) {
                add(texts, "a message", message.data());
            }
            if (episode.conversation().close() != null) {
                add(texts, "a reason of a close", episode.conversation().close().reason());
            }
        }
        if (episode.failure() != null) {
            add(texts, "a message of a failure", episode.failure().message());
        }
        return texts;
    }

    private static void add(Map<String, List<String>> texts, String place, String text) {
        texts.computeIfAbsent(place, p -> new ArrayList<>()).add(text);
    }

    /** Those that say how a body is encoded hold no secret, and change with it. */
    private static void add(Map<String, List<String>> texts, String place, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            if (!FRAMING.contains(headers.name(i).toLowerCase(Locale.ROOT))) {
                add(texts, place, headers.value(i));
            }
        }
    }

    private static void add(Map<String, List<String>> texts, String place, Body body) {
        add(
                texts,
                place,
                body.text()
                        .orElseGet(() -> StandardCharsets.ISO_8859_1
                                .decode(body.buffer())
                                .toString()));
    }

    private void add(String text, String place) {
        for (Brackets brackets : Brackets.values()) {
            for (int end = text.indexOf(brackets.close); end >= 0; end = text.indexOf(brackets.close, end + 1)) {
                String label = isBehindDigit(text, end) ? label(text, brackets.open, end) : "";
                if (!label.isEmpty()) {
                    counts.merge(label + " in " + place, 1, Integer::sum);
                }
            }
        }
        Jwt.numbers(text, number -> counts.merge(Jwt.LABEL + " in " + place, 1, Integer::sum));
    }

    /** Code and pages are full of brackets of other kinds. */
    private static boolean isBehindDigit(String text, int at) {
        return at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9';
    }

    /** What the placeholder stands for whose closing bracket is at a place, or nothing if it is none. */
    private static String label(String text, String open, int end) {
        String before = text.substring(Math.max(0, end - LONGEST), end);
        int start = before.lastIndexOf(open);
        Matcher found =
                Placeholders.NUMBERED.matcher("<" + before.substring(start < 0 ? 0 : start + open.length()) + ">");
        return start >= 0 && found.matches() ? found.group(1) : "";
    }
}
