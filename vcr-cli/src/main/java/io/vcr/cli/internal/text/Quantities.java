package io.vcr.cli.internal.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sizes and times as people read and write them. Pure. */
public final class Quantities {

    private static final long KILO = 1000;

    private Quantities() {}

    /** Such as {@code 12 kB}: two digits at least, powers of 1000. */
    public static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB"};
        double value = bytes;
        int unit = -1;
        while (value >= KILO && unit < units.length - 1) {
            value /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /** Such as {@code 3d}, in the largest unit; a dash if the time is not known. */
    public static String age(@Nullable Instant time, Instant now) {
        if (time == null) {
            return "-";
        }
        Duration age = Duration.between(time, now);
        if (age.isNegative()) {
            return "0s";
        }
        return age.toDays() > 0
                ? age.toDays() + "d"
                : age.toHours() > 0
                        ? age.toHours() + "h"
                        : age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
    }

    /** Such as {@code 3 episodes}. */
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    /**
     * A point in time: a date, a time of ISO 8601, or how long ago it was, such as {@code P30D} or {@code PT12H}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Instant since(String text, Instant now) {
        try {
            if (text.startsWith("P")) {
                return text.contains("T")
                        ? now.minus(Duration.parse(text))
                        : now.atOffset(ZoneOffset.UTC).minus(Period.parse(text)).toInstant();
            }
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException | ArithmeticException e) { // the latter if it is longer ago than a time can be
            throw new IllegalArgumentException(
                    text + " is no time; write a date such as 2026-01-31, or how long ago, such as P30D or PT12H", e);
        }
    }
}
