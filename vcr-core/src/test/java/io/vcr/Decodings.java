package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.internal.body.DecodedViews;
import io.vcr.spi.Episode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody can read in an episode who undoes every encoding, also in the middle of a text. */
final class Decodings {

    private static final int ROUNDS = 4;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))", Pattern.DOTALL);

    private static final Pattern INDEX = Pattern.compile("\"index\":(\\d+)");
    private static final Pattern STRING = Pattern.compile("\"(\\w+)\":\"((?:\\\\.|[^\"\\\\])*+)\"");

    private final Set<String> texts = new LinkedHashSet<>();

    private Decodings() {}

    static Set<String> of(Episode episode) {
        Decodings decodings = new Decodings();
        decodings.add(episode.request().uri().text());
        decodings.add(episode.response().reason());
        decodings.message(episode.request().headers(), episode.request().body());
        decodings.message(episode.response().headers(), episode.response().body());
        return decodings.texts;
    }

    private void message(Headers headers, Body body) {
        for (int i = 0; i < headers.size(); i++) {
            add(headers.value(i));
        }
        DecodedViews.of(headers, body).forEach(this::add);
        if (body.text().isPresent()) {
            joined(body.text().get()).forEach(this::add);
        }
    }

    /** What the strings of a stream are together that have the same name, and the same index if there are several. */
    static Set<String> joined(String stream) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String line : stream.split("\n")) {
            Matcher index = INDEX.matcher(line);
            String group = index.find() ? index.group(1) : "";
            Matcher strings = STRING.matcher(line);
            while (strings.find()) {
                texts.merge(strings.group(1) + group, unescaped(strings.group(2)), String::concat);
            }
        }
        return new LinkedHashSet<>(texts.values());
    }

    private void add(String text) {
        Set<String> round = Set.of(text);
        for (int i = 0; i < ROUNDS && !round.isEmpty(); i++) {
            Set<String> next = new LinkedHashSet<>();
            for (String each : round) {
                if (texts.add(each)) {
                    decode(each, next::add);
                }
            }
            round = next;
        }
    }

    private static void decode(String text, Consumer<String> sink) {
        if (text.indexOf('\\') >= 0) {
            sink.accept(unescaped(text));
        }
        if (text.indexOf('%') >= 0) {
            try {
                sink.accept(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // not percent-encoded
            }
        }
        if (text.indexOf('&') >= 0) {
            sink.accept(text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&"));
        }
        Matcher words = BASE64.matcher(text);
        while (words.find()) {
            try {
                byte[] bytes = Base64.getUrlDecoder()
                        .decode(words.group().replace('+', '-').replace('/', '_'));
                Body.of(bytes).text().ifPresent(sink);
            } catch (IllegalArgumentException e) {
                // not base64
            }
        }
    }

    static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            String hex = escape.group(1);
            String plain = hex == null
                    ? switch (escape.group(2)) {
                        case "n" -> "\n";
                        case "r" -> "\r";
                        case "t" -> "\t";
                        default -> escape.group(2);
                    }
                    : Character.toString(Integer.parseInt(hex, 16));
            return Matcher.quoteReplacement(plain);
        });
    }
}
