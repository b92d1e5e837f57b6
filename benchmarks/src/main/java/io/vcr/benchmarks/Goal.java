package io.vcr.benchmarks;

import java.util.Locale;

/** The goal of this library relative to the lower limit. */
record Goal(Kind kind, double bound) {

    private enum Kind {
        NONE,
        RATIO_AT_MOST,
        RATIO_AT_LEAST,
        ADDED_AT_MOST,
        GROWTH_AT_MOST
    }

    /** Shows the ratio without a goal. */
    static Goal none() {
        return new Goal(Kind.NONE, 0);
    }

    static Goal ratio(double atMost) {
        return new Goal(Kind.RATIO_AT_MOST, atMost);
    }

    /** For values that should be large. */
    static Goal ratioAtLeast(double atLeast) {
        return new Goal(Kind.RATIO_AT_LEAST, atLeast);
    }

    /** In the unit of the row. */
    static Goal added(double atMost) {
        return new Goal(Kind.ADDED_AT_MOST, atMost);
    }

    /** The growth from the case with the fewest episodes to the case with the most. */
    static Goal growth(double atMost) {
        return new Goal(Kind.GROWTH_AT_MOST, atMost);
    }

    String judge(double ours, double limit) {
        double ratio = ours / limit;
        return switch (kind) {
            case NONE, GROWTH_AT_MOST -> String.format(Locale.ROOT, "ratio %.2f", ratio);
            case RATIO_AT_MOST -> verdict("ratio", ratio, "at most", ratio <= bound);
            case RATIO_AT_LEAST -> verdict("ratio", ratio, "at least", ratio >= bound);
            case ADDED_AT_MOST -> verdict("added", ours - limit, "at most", ours - limit <= bound);
        };
    }

    String judgeGrowth(double ratio) {
        return kind == Kind.GROWTH_AT_MOST
                ? verdict("ratio", ratio, "at most", ratio <= bound)
                : String.format(Locale.ROOT, "ratio %.2f", ratio);
    }

    private String verdict(String what, double value, String side, boolean reached) {
        return String.format(
                Locale.ROOT, "%s %.2f, wanted %s %s: %s", what, value, side, text(bound), reached ? "met" : "MISSED");
    }

    private static String text(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
