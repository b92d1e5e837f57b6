package io.vcr.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code ./bench NAME}: runs a row in interleaved rounds and prints it beside its limit. */
public final class Bench {

    private static final int ROUNDS = 3;

    /** What is measured against what. */
    private record Row(String name, Class<?> subject, String ours, String limit, double atMost) {}

    private static final List<Row> ROWS = List.of(
            new Row("okhttp", OkHttpReplay.class, "replay", "cannedAnswerAfterCompare", 1.5),
            new Row("okhttp-canned", OkHttpReplay.class, "replay", "cannedAnswer", 0),
            new Row("apache", ApacheReplay.class, "replay", "cannedAnswerAfterCompare", 1.5),
            new Row("lookup", Lookup.class, "decide", "probe", 2),
            new Row("redis-load", RedisRoundTrip.class, "load", "get", 1.3),
            new Row("redis-save", RedisRoundTrip.class, "loadAndSave", "getAndSetEx", 1.3));

    private Bench() {}

    /**
     * Runs rows.
     *
     * @param args the names of rows, or {@code all}
     * @throws RunnerException if one of them cannot be run
     */
    public static void main(String[] args) throws RunnerException {
        List<String> names = List.of(args);
        List<Row> chosen = ROWS.stream()
                .filter(row -> names.contains("all") || names.contains(row.name()))
                .toList();
        if (chosen.isEmpty()) {
            System.err.println("usage: ./bench all|"
                    + String.join("|", ROWS.stream().map(Row::name).toList()));
            System.exit(2);
        }
        for (Row row : chosen) {
            run(row);
        }
    }

    private static void run(Row row) throws RunnerException {
        Map<String, List<Double>> times = new TreeMap<>();
        Map<String, Double> bytes = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String method : List.of(row.limit(), row.ours())) {
                for (RunResult result : results(row, method)) {
                    String parameters = parameters(result);
                    times.computeIfAbsent(parameters + "\t" + method, key -> new ArrayList<>())
                            .add(result.getPrimaryResult().getScore());
                    var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
                    bytes.put(parameters + "\t" + method, allocated == null ? Double.NaN : allocated.getScore());
                }
            }
        }
        print(row, times, bytes);
    }

    private static Collection<RunResult> results(Row row, String method) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("\\." + row.subject().getSimpleName() + "\\." + method + "$")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(1)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.milliseconds(700))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
    }

    private static String parameters(RunResult result) {
        List<String> values = new ArrayList<>();
        for (String key : result.getParams().getParamsKeys()) {
            values.add(key + "=" + result.getParams().getParam(key));
        }
        return String.join(" ", values);
    }

    private static void print(Row row, Map<String, List<Double>> times, Map<String, Double> bytes) {
        for (Map.Entry<String, List<Double>> entry : times.entrySet()) {
            if (!entry.getKey().endsWith("\t" + row.ours())) {
                continue;
            }
            String parameters = entry.getKey().split("\t", -1)[0];
            String limitKey = parameters + "\t" + row.limit();
            double[] ours = sorted(entry.getValue());
            double[] limit = sorted(times.getOrDefault(limitKey, List.of()));
            double ratio = median(ours) / median(limit);
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %-34s %s   limit %s   ratio %.2f%s   %,.0f B, limit %,.0f B%n",
                    row.name(),
                    parameters,
                    text(ours),
                    text(limit),
                    ratio,
                    row.atMost() == 0 ? "" : ratio <= row.atMost() ? " <= " + row.atMost() : " MISSES " + row.atMost(),
                    bytes.get(entry.getKey()),
                    bytes.get(limitKey));
        }
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static String text(double[] sorted) {
        return String.format(Locale.ROOT, "%.1f us [%.1f..%.1f]", median(sorted), sorted[0], sorted[sorted.length - 1]);
    }
}
