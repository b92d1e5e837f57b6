package io.vcr.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vcr.SecretPolicy;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Finds the lines of a file in which secrets stand, by what redaction has replaced. A secret that is not in the file as it
 * is, such as one inside base64, has the line at which its episode begins. Confined to one thread.
 */
final class SecretLines {

    /** A placeholder as it is, in a URL, in HTML, and in JSON of writers that escape for HTML. */
    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?:<|%3C|&lt;|\\\\u003[cC])([a-z0-9_]{1,64})-[0-9]{1,9}(?:>|%3E|&gt;|\\\\u003[eE])");

    /** What a secret is made of, for one whose placeholder is no text in brackets, such as a JSON web token. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    /** As the codec counts lines. */
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");

    private static final int CONTEXT = 8;
    private static final int LONG_ENOUGH = 24;

    /** A text that was replaced. {@code what} is as {@link SecretPolicy.Found} says it, or only the place. */
    private record Replaced(String what, String place, String context, String secret) {}

    private final List<String> lines;
    private final List<Integer> starts;
    private final List<Episode> before;
    private final List<Episode> after;

    private SecretLines(List<String> lines, List<Integer> starts, List<Episode> before, List<Episode> after) {
        this.lines = lines;
        this.starts = starts;
        this.before = before;
        this.after = after;
    }

    static SecretLines of(byte[] bytes, String source, Cassette cassette, Cassette redacted)
            throws CassetteFormatException {
        return new SecretLines(
                List.of(LINE_END.split(text(bytes), -1)),
                CassetteCodec.lines(bytes, source, cassette.episodes().size()),
                cassette.episodes(),
                redacted.episodes());
    }

    private static String text(byte[] bytes) {
        boolean isGzip = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        try {
            byte[] plain = isGzip ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
            return new String(plain, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The cassette was read from the same bytes", e);
        }
    }

    /** The lines of a secret, from 1 on and in their order; at least one. */
    Set<Integer> of(SecretPolicy.Found found) {
        int first = starts.size() < found.episode() ? 1 : starts.get(found.episode() - 1);
        int end = starts.size() > found.episode() ? starts.get(found.episode()) - 1 : lines.size();
        List<Replaced> all = replaced(found.episode() - 1);
        Set<Integer> places = new LinkedHashSet<>();
        all.stream()
                .filter(replaced -> replaced.what.equals(found.what()))
                .forEach(replaced -> place(replaced, first, Math.max(first, end), places));
        if (places.isEmpty()) {
            all.stream()
                    .filter(replaced -> replaced.what.isEmpty() && found.what().endsWith(replaced.place))
                    .forEach(replaced -> place(replaced, first, Math.max(first, end), places));
        }
        return places.isEmpty() ? Set.of(first) : places;
    }

    private void place(Replaced replaced, int first, int end, Set<Integer> places) {
        for (String context : new String[] {replaced.context, ""}) {
            for (String form : forms(context + replaced.secret)) {
                for (int line = first; line <= Math.min(end, lines.size()); line++) {
                    if (lines.get(line - 1).contains(form) && places.add(line)) {
                        return;
                    }
                }
            }
        }
    }

    /** As it is, and as JSON, YAML and URLs spell it; of a long one the beginning, for a line may end in it. */
    private static Set<String> forms(String text) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(text);
        forms.add(new String(JsonStringEncoder.getInstance().quoteAsString(text)));
        forms.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
        forms.add(text.replace("'", "''"));
        int newline = text.lastIndexOf('\n');
        if (newline >= 0 && newline < text.length() - 1) {
            forms.add(text.substring(newline + 1));
        }
        if (text.length() > LONG_ENOUGH) {
            forms.add(text.substring(0, LONG_ENOUGH));
        }
        return forms;
    }

    private List<Replaced> replaced(int episode) {
        Episode old = before.get(episode);
        Episode clean = after.get(episode);
        List<Replaced> all = new ArrayList<>();
        add(all, "a URL", old.request().uri().text(), clean.request().uri().text());
        add(all, "a request header", old.request().headers(), clean.request().headers());
        add(all, "a request body", old.request().body(), clean.request().body());
        add(all, "a response header", old.response().headers(), clean.response().headers());
        add(all, "a response body", old.response().body(), clean.response().body());
        if (old.conversation() != null && clean.conversation() != null) {
            for (int i = 0; i < old.conversation().messages().size(); i++) {
                Message message = old.conversation().messages().get(i);
                add(
                        all,
                        "a message",
                        message.data(),
                        clean.conversation().messages().get(i).data());
            }
        }
        return all;
    }

    private static void add(List<Replaced> all, String place, Headers old, Headers clean) {
        for (int i = 0; i < Math.min(old.size(), clean.size()); i++) {
            add(all, place, old.value(i), clean.value(i));
        }
    }

    private static void add(List<Replaced> all, String place, Body old, Body clean) {
        if (old.text().isPresent() && clean.text().isPresent()) {
            add(all, place, old.text().get(), clean.text().get());
        }
    }

    /** Lays the texts side by side: what is between two literal pieces of the clean one is a secret of the old one. */
    private static void add(List<Replaced> all, String place, String old, String clean) {
        Matcher placeholder = PLACEHOLDER.matcher(clean);
        int at = 0;
        int from = 0;
        while (placeholder.find()) {
            String literal = clean.substring(from, placeholder.start());
            if (!old.startsWith(literal, at)) {
                break;
            }
            at += literal.length();
            from = placeholder.end();
            if (old.startsWith(placeholder.group(), at)) {
                at += placeholder.group().length();
                continue;
            }
            String next = clean.substring(from, Math.min(clean.length(), from + LONG_ENOUGH));
            int nested = next.indexOf('<', 1);
            int end = next.isEmpty() ? old.length() : old.indexOf(nested < 0 ? next : next.substring(0, nested), at);
            if (end < 0) {
                break;
            }
            all.add(new Replaced(
                    placeholder.group(1) + " in " + place,
                    place,
                    old.substring(Math.max(0, at - CONTEXT), at),
                    old.substring(at, end)));
            at = end;
        }
        String rest = clean.substring(from);
        if (!old.substring(at).equals(rest)) {
            firstDifference(all, place, old.substring(at), rest);
        }
    }

    private static void firstDifference(List<Replaced> all, String place, String old, String clean) {
        int same = 0;
        while (same < Math.min(old.length(), clean.length()) && old.charAt(same) == clean.charAt(same)) {
            same++;
        }
        Matcher word = WORD.matcher(old);
        while (word.find()) {
            if (word.end() > same) {
                all.add(new Replaced("", place, "", word.group()));
                return;
            }
        }
    }
}
