package io.vcr.internal.redact;

import io.vcr.internal.body.FormPairs;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Replaces the secrets in URLs and forms; every other character stays as it was. Thread-safe. */
final class UrlRedaction {

    private static final int MIN_SEGMENT = 16;

    private final SecretRules rules;
    private final Placeholders placeholders;
    private final TextRedaction texts;

    UrlRedaction(SecretRules rules, Placeholders placeholders, TextRedaction texts) {
        this.rules = rules;
        this.placeholders = placeholders;
        this.texts = texts;
    }

    /** A URL, absolute or not: its path, the pairs of its query and of its fragment, its user information. */
    String url(String url, int depth) {
        int hash = url.indexOf('#');
        int mark = url.indexOf('?');
        mark = mark < 0 || (hash >= 0 && mark > hash) ? -1 : mark;
        int queryEnd = hash < 0 ? url.length() : hash;
        StringBuilder out = new StringBuilder(url.length());
        out.append(path(url.substring(0, mark < 0 ? queryEnd : mark), depth));
        if (mark >= 0) {
            out.append('?').append(pairs(url.substring(mark + 1, queryEnd), depth));
        }
        if (hash >= 0) {
            out.append('#').append(pairs(url.substring(hash + 1), depth));
        }
        // Last: before, it could find the half of a value whose other half is encoded.
        return texts.plain(out.toString(), Escape.URL, TextRedaction.MAX_DEPTH);
    }

    /** Segment by segment, for in some kinds of credential there can be a slash. */
    private String path(String path, int depth) {
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].length() >= MIN_SEGMENT) {
                segments[i] = texts.plain(segments[i], Escape.URL, depth + 1);
            }
        }
        return String.join("/", segments);
    }

    /** The pairs of a query or a form. */
    String pairs(String encoded, int depth) {
        if (encoded.indexOf('=') < 0) {
            return word(encoded, depth);
        }
        boolean signed = SignedUrls.isSigned(encoded);
        List<String> pairs = new ArrayList<>();
        boolean changed = false;
        for (String pair : encoded.split("&", -1)) {
            String redacted = pair(pair, signed, depth);
            changed |= !redacted.equals(pair);
            pairs.add(redacted);
        }
        return changed ? String.join("&", pairs) : encoded;
    }

    private String pair(String pair, boolean signed, int depth) {
        int equals = pair.indexOf('=');
        if (equals < 0 || equals + 1 == pair.length()) {
            return word(pair, depth);
        }
        String name = FormPairs.decoded(pair.substring(0, equals));
        String value = FormPairs.decoded(pair.substring(equals + 1));
        if (rules.isAllowed(value)) {
            return pair;
        }
        boolean secret = rules.names().isSecretParameter(name, value) || (signed && SignedUrls.isCredential(name));
        if (secret) {
            return pair.substring(0, equals + 1) + Escape.URL.apply(placeholders.of(value, SecretNames.label(name)));
        }
        return word(pair.substring(0, equals), depth) + "=" + word(pair.substring(equals + 1), depth);
    }

    /** A piece of a query, of which only what changes is encoded again. */
    private String word(String encoded, int depth) {
        String plain = FormPairs.decoded(encoded);
        String redacted = texts.value(plain, depth + 1);
        return redacted.equals(plain) ? encoded : changed(encoded, plain, redacted);
    }

    /** An encoded text, whose decoded form was {@code before}, with what makes it {@code after}. */
    static String changed(String encoded, String before, String after) {
        int most = Math.min(before.length(), after.length());
        int head = 0;
        while (head < most && before.charAt(head) == after.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
            tail++;
        }
        int[] ends = ends(encoded, before.length());
        if (ends.length == 0 || ends[head] < 0 || ends[before.length() - tail] < 0) {
            return encode(after); // no UTF-8, or a difference within a character
        }
        return encoded.substring(0, ends[head])
                + encode(after.substring(head, after.length() - tail))
                + encoded.substring(ends[before.length() - tail]);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** By how many decoded characters come before: where the encoded ones end. Empty if that cannot be told. */
    private static int[] ends(String encoded, int length) {
        int[] ends = new int[length + 1];
        Arrays.fill(ends, 1, length + 1, -1);
        int decoded = 0;
        for (int at = 0; at < encoded.length(); ) {
            int octet = octet(encoded, at);
            at += octet < 0 ? 1 : 3;
            boolean isContinuation = octet >= 0x80 && octet < 0xc0;
            decoded += isContinuation ? 0 : octet >= 0xf0 ? 2 : 1;
            if (decoded > length) {
                return new int[0];
            }
            ends[decoded] = at;
        }
        return decoded == length ? ends : new int[0];
    }

    private static int octet(String text, int at) {
        if (text.charAt(at) != '%' || at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
