package io.vcr.internal.body;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;

/** The pairs of a query or a form, decoded. */
public final class FormPairs {

    private FormPairs() {}

    /** A decoded pair. */
    public record Pair(String name, String value) implements Comparable<Pair> {

        @Override
        public int compareTo(Pair other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : value.compareTo(other.value);
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    /** The pairs in an order that is independent of the order sent; {@code a} equals {@code a=}. */
    public static List<Pair> sorted(String encoded) {
        return sorted(encoded, Changing.NOTHING);
    }

    /** The same with changing texts replaced in the decoded pairs, because escapes could hide these texts. */
    public static List<Pair> sorted(String encoded, Changing changing) {
        if (encoded.isEmpty()) {
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                pairs.add(new Pair(changing.without(decoded(name)), changing.without(decoded(value))));
            }
        }
        pairs.sort(null);
        return pairs;
    }

    /**
     * The encoded pairs with a placeholder for each secret value. The predicate gets the lower-case name and the
     * decoded value.
     */
    public static String redacted(String encoded, BiPredicate<String, String> isSecret, String placeholder) {
        StringBuilder changed = null;
        int copied = 0;
        for (int start = 0; start < encoded.length(); ) {
            int next = encoded.indexOf('&', start);
            int end = next < 0 ? encoded.length() : next;
            int equals = encoded.indexOf('=', start);
            if (equals >= 0 && equals < end) {
                String name = decoded(encoded.substring(start, equals)).toLowerCase(Locale.ROOT);
                if (isSecret.test(name, decoded(encoded.substring(equals + 1, end)))) {
                    changed = changed == null ? new StringBuilder() : changed;
                    changed.append(encoded, copied, equals + 1).append(placeholder);
                    copied = end;
                }
            }
            start = end + 1;
        }
        return changed == null
                ? encoded
                : changed.append(encoded, copied, encoded.length()).toString();
    }

    /** Decodes percent escapes and plus signs as in forms; keeps invalid escapes. */
    public static String decoded(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
            if (low >= 0) {
                out[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else {
                out[length++] = in[i] == '+' ? (byte) ' ' : in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
