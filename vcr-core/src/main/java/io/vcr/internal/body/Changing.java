package io.vcr.internal.body;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that change with every run, such as ids. They are replaced when requests are compared; the stored request keeps
 * them. Immutable.
 *
 * @param uuids whether UUIDs are replaced
 * @param times whether times are replaced: ISO-8601, and seconds or milliseconds since 1970
 */
public record Changing(boolean uuids, boolean times) {

    static final Changing NOTHING = new Changing(false, false);

    /**
     * Numbers are times only from 2020 to 2035: others, such as {@code 1000000001}, may be the real difference of two
     * prompts.
     */
    private static final long FIRST_SECOND = 1_577_836_800L;

    private static final long LAST_SECOND = 2_051_222_400L;

    /** Compiled when first used, because most recorders never use them. */
    private static final class Patterns {
        static final Pattern UUID = Pattern.compile(
                "(?<![0-9A-Za-z])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9A-Za-z])");
        static final Pattern ISO = Pattern.compile("(?<![0-9])20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]"
                + "(?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?(?![0-9])");
        static final Pattern EPOCH =
                Pattern.compile("(?<![0-9A-Za-z.])([12][0-9]{9})(?:[0-9]{3}|\\.[0-9]{1,9})?(?![0-9A-Za-z]|\\.[0-9])");
    }

    public boolean isNothing() {
        return !uuids && !times;
    }

    public String without(String text) {
        String rest = text;
        if (uuids) {
            rest = Patterns.UUID.matcher(rest).replaceAll("<uuid>");
        }
        if (times) {
            rest = Patterns.ISO.matcher(rest).replaceAll("<time>");
            rest = Patterns.EPOCH
                    .matcher(rest)
                    .replaceAll(found -> Matcher.quoteReplacement(isTime(found.group(1)) ? "<time>" : found.group()));
        }
        return rest;
    }

    private static boolean isTime(String seconds) {
        long second = Long.parseLong(seconds);
        return FIRST_SECOND <= second && second < LAST_SECOND;
    }
}
