package io.vcr.junit5.internal.setting;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the valid name that is nearest to a wrong one. Pure. */
final class NearestName {

    private NearestName() {}

    /**
     * The valid name with the smallest edit distance, the first in alphabetical order if there are several; empty if
     * there is no valid name.
     */
    static Optional<String> of(String name, Collection<String> valid) {
        return valid.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Such as {@code ; did you mean com.acme.ChatTest?}, empty if there is no valid name. */
    static String hint(String name, Collection<String> valid) {
        return of(name, valid).map(nearest -> "; did you mean " + nearest + "?").orElse("");
    }

    /** The edit distance of two names (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
