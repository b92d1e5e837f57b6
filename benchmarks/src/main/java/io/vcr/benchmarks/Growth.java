package io.vcr.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ratio of the time with many episodes to the time with few, for cases named {@code episodes=N ...}. */
final class Growth {

    private static final Pattern CASE = Pattern.compile("episodes=(\\d+) (.*)");

    private Growth() {}

    /** A line for each order of the requests. */
    static String lines(Map<String, Double> medians, String subject, Goal goal) {
        Map<String, TreeMap<Integer, Double>> byOrder = new LinkedHashMap<>();
        medians.forEach((name, median) -> {
            Matcher matcher = CASE.matcher(name);
            if (matcher.matches()) {
                byOrder.computeIfAbsent(matcher.group(2), key -> new TreeMap<>())
                        .put(Integer.parseInt(matcher.group(1)), median);
            }
        });
        StringBuilder text = new StringBuilder();
        byOrder.forEach((order, byNumber) -> text.append(String.format(
                Locale.ROOT,
                "  growth from %d to %d, %s, %s: %s%n",
                byNumber.firstKey(),
                byNumber.lastKey(),
                order,
                subject,
                goal.judgeGrowth(
                        byNumber.lastEntry().getValue() / byNumber.firstEntry().getValue()))));
        return text.toString();
    }
}
