package io.vcr.internal.redact;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;

/** Counts what was replaced, by what it was and where: {@code access_token in a response body}. Confined to one thread. */
public final class RedactionCount {

    /** Of a placeholder, from bracket to bracket. */
    private static final int LONGEST = 64 + 9 + 2;

    private final SortedMap<String, Integer> counts = new TreeMap<>();

    private RedactionCount() {}

    public static SortedMap<String, Integer> of(List<Episode> episodes) {
        RedactionCount count = new RedactionCount();
        episodes.forEach(count::add);
        return count.counts;
    }

    private void add(Episode episode) {
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        add(request.uri().text(), "a URL");
        add(request.headers(), "a request header");
        request.body().text().ifPresent(text -> add(text, "a request body"));
        add(response.headers(), "a response header");
        response.body().text().ifPresent(text -> add(text, "a response body"));
        for (Hop hop : episode.route().hops()) {
            add(hop.uri().text(), "a URL");
            add(hop.response().headers(), "a response header");
        }
        if (episode.route().uri() != null) {
            add(episode.route().uri().text(), "a URL");
        }
        if (episode.conversation() != null) {
            for (Message message : episode.conversation().messages()) {
                message.data().text().ifPresent(text -> add(text, "a message"));
            }
            if (episode.conversation().close() != null) {
                add(episode.conversation().close().reason(), "a reason of a close");
            }
        }
    }

    private void add(Headers headers, String place) {
        for (int i = 0; i < headers.size(); i++) {
            add(headers.value(i), place);
        }
    }

    private void add(String text, String place) {
        String plain = decoded(text);
        for (int end = plain.indexOf('>'); end >= 0; end = plain.indexOf('>', end + 1)) {
            int start = isBehindDigit(plain, end) ? opening(plain, end) : -1;
            if (start >= 0) {
                Matcher found = Placeholders.NUMBERED.matcher(plain).region(start, end + 1);
                if (found.matches()) {
                    counts.merge(found.group(1) + " in " + place, 1, Integer::sum);
                }
            }
        }
        Jwt.numbers(text, number -> counts.merge(Jwt.LABEL + " in " + place, 1, Integer::sum));
    }

    /** Code and pages are full of brackets of other kinds. */
    private static boolean isBehindDigit(String text, int at) {
        return at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9';
    }

    /** The bracket that opens what ends there, or -1 if that is too long for a placeholder. */
    private static int opening(String text, int end) {
        int start = end - 1;
        while (start >= 0 && end - start < LONGEST && text.charAt(start) != '<') {
            start--;
        }
        return start >= 0 && text.charAt(start) == '<' ? start : -1;
    }

    /** A text whose brackets are those of XML or of a URL too. */
    private static String decoded(String text) {
        String plain = text.contains("&lt;") ? text.replace("&lt;", "<").replace("&gt;", ">") : text;
        return plain.contains("%3C") ? plain.replace("%3C", "<").replace("%3E", ">") : plain;
    }
}
