package io.vcr.spi;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The name of a cassette: one or more segments between slashes, such as {@code checkout/pays_with_card}.
 *
 * <p>An id is the same on every machine: it never contains a directory of one. It is normalised to Unicode form C.
 * Different ids are different cassettes in every store, even if they differ only in case. Immutable.
 *
 * @param value the whole name
 */
public record CassetteId(String value) implements Comparable<CassetteId> {

    private static final int MAX_BYTES = 1024;

    /**
     * Normalises and checks the name.
     *
     * @throws IllegalArgumentException if the name is empty or longer than 1024 bytes, or if a segment is empty,
     *     {@code .} or {@code ..}, or holds a control character or half a surrogate pair
     */
    public CassetteId {
        value = isAscii(value) ? value : Normalizer.normalize(value, Normalizer.Form.NFC);
        check(value);
    }

    /** An ASCII text is already normalised, so the Unicode tables need not be loaded. */
    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the id with the given name.
     *
     * @param value the whole name
     * @return the id
     * @throws IllegalArgumentException if the name is not valid, see the constructor
     */
    public static CassetteId of(String value) {
        return new CassetteId(value);
    }

    private static void check(String value) {
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("Cassette id \"" + printable(value)
                        + "\" has an empty, \".\" or \"..\" segment; use names between single slashes");
            }
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException("Cassette id \"%s\" holds the control character U+%04X"
                        .formatted(printable(value), (int) value.charAt(i)));
            }
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException(
                    "Cassette id \"" + printable(value) + "\" holds half a surrogate pair, which has no UTF-8 bytes");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("Cassette id \"%s...\" is %d bytes long, the limit is %d"
                    .formatted(value.substring(0, 60), bytes, MAX_BYTES));
        }
    }

    private static String printable(String value) {
        return value.replaceAll("\\p{Cc}", "?");
    }

    @Override
    public int compareTo(CassetteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
