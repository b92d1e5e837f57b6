package io.vcr.internal.redact;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Changes a percent-encoded text where its decoded form changes; every other character stays as it was. Pure. */
final class PercentEncoding {

    private PercentEncoding() {}

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
