package io.vcr.benchmarks;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The values of a row by case and subject, as text. Confined to one thread. */
final class Table {

    private final Row row;
    private final Map<String, Map<String, Series>> cases = new LinkedHashMap<>();
    private String ours = "";
    private String limit = "";

    Table(Row row) {
        this.row = row;
    }

    void add(String subject, Map<String, Sample> samples) {
        samples.forEach((name, sample) -> cases.computeIfAbsent(name, key -> new LinkedHashMap<>())
                .computeIfAbsent(subject, key -> new Series())
                .add(sample));
    }

    Table of(String newOurs, String newLimit) {
        ours = newOurs;
        limit = newLimit;
        return this;
    }

    /** The median of a subject, NaN if it was not measured. */
    private double median(String name, String subject) {
        Series series = cases.getOrDefault(name, Map.of()).get(subject);
        return series == null ? Double.NaN : series.median();
    }

    /** The medians of a subject by case. */
    private Map<String, Double> medians(String subject) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (String name : cases.keySet()) {
            double median = median(name, subject);
            if (!Double.isNaN(median)) {
                medians.put(name, median);
            }
        }
        return medians;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(row.name()).append(": ").append(row.work()).append('\n');
        cases.forEach((name, bySubject) -> {
            if (!name.isEmpty()) {
                text.append("  ").append(name).append('\n');
            }
            line(text, bySubject, ours, ours, name);
            line(text, bySubject, limit, "limit: " + limit, name);
            bySubject.forEach((subject, series) -> {
                if (!subject.equals(ours) && !subject.equals(limit)) {
                    line(text, bySubject, subject, subject, name);
                }
            });
        });
        subjects()
                .forEach(subject -> text.append(
                        Growth.lines(medians(subject), subject, subject.equals(ours) ? row.goal() : Goal.none())));
        return text.toString();
    }

    private Set<String> subjects() {
        Set<String> subjects = new LinkedHashSet<>(List.of(ours, limit));
        cases.values().forEach(bySubject -> subjects.addAll(bySubject.keySet()));
        return subjects;
    }

    private void line(StringBuilder text, Map<String, Series> bySubject, String subject, String label, String name) {
        Series series = bySubject.get(subject);
        if (series == null) {
            return;
        }
        text.append(String.format(Locale.ROOT, "    %-44s %-32s", label, series.text(row.unit())));
        double bytes = series.bytes();
        if (!Double.isNaN(bytes)) {
            text.append(String.format(Locale.ROOT, " %s %,.1f kB", row.memory(), bytes / 1000));
        }
        double least = median(name, limit);
        if (!subject.equals(limit) && !Double.isNaN(least)) {
            Goal goal = subject.equals(ours) ? row.goal() : Goal.none();
            text.append("   ").append(goal.judge(series.median(), least));
        }
        text.append('\n');
    }
}
