package io.vcr.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The results of all rounds of a subject. Confined to one thread. */
final class Series {

    private final List<Sample> samples = new ArrayList<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    double median() {
        double[] sorted = sorted();
        return sorted[sorted.length / 2];
    }

    private double[] sorted() {
        double[] sorted = samples.stream().mapToDouble(Sample::value).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** The median and the extremes. */
    String text(String unit) {
        double[] sorted = sorted();
        return String.format(
                Locale.ROOT,
                "%s %s [%s..%s]",
                digits(median()),
                unit,
                digits(sorted[0]),
                digits(sorted[sorted.length - 1]));
    }

    /** A value with three significant digits, and all digits before the point. */
    static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    /** The largest memory of a round. */
    double bytes() {
        return samples.stream().mapToDouble(Sample::bytes).max().orElse(Double.NaN);
    }
}
