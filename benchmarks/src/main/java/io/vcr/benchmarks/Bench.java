package io.vcr.benchmarks;

import java.util.List;
import java.util.Locale;

/** {@code ./bench NAME...}: measures rows and prints each beside its limit. */
public final class Bench {

    private Bench() {}

    /**
     * Measures rows.
     *
     * @param args the names of rows, or {@code all}; none to list the rows
     * @throws Exception if a row cannot be measured, or a subject gives a wrong result
     */
    public static void main(String[] args) throws Exception {
        List<String> names = List.of(args);
        List<Row> rows = Rows.all();
        List<Row> chosen = rows.stream()
                .filter(row -> names.contains("all") || names.contains(row.name()))
                .toList();
        if (chosen.isEmpty() || chosen.size() < names.size()) {
            System.err.println("usage: ./bench all, or rows:");
            rows.forEach(row -> System.err.printf("  %-16s %s%n", row.name(), row.work()));
            System.exit(names.isEmpty() ? 0 : 2);
        }
        System.setProperty(
                "sun.net.httpserver.nodelay", "true"); // without it the server waits 40 ms for an acknowledgement
        System.out.printf(
                "JDK %s, %d processors%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors());
        long start = System.nanoTime();
        for (int i = 0; i < chosen.size(); i++) {
            measure(chosen.get(i), i + 1, chosen.size());
        }
        System.err.printf(Locale.ROOT, "%.0f s%n", secondsSince(start));
    }

    private static void measure(Row row, int number, int of) throws Exception {
        System.err.printf("[%d/%d] %s ", number, of, row.name());
        long start = System.nanoTime();
        Table table = row.measure();
        System.out.println(table);
        System.err.printf(Locale.ROOT, "        took %.0f s%n", secondsSince(start));
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
