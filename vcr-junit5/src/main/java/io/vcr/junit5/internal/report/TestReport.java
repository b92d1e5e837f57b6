package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.Report;
import io.vcr.Report.Counts;
import io.vcr.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The report of one attempt of one test: a line of JSON in the part of a fork. Holds filtered data only. Immutable.
 *
 * @param endedAt the time of its end in milliseconds since 1970; the last of several attempts counts
 * @param test its name
 * @param verdict the word in its verdict line
 * @param hasCassette false for live calls without a cassette
 * @param replayed requests that were replayed
 * @param recorded requests that were recorded
 * @param live requests that were sent over the network
 * @param unplanned live requests that no rule, list or annotation allows
 * @param savedMillis how long the replayed exchanges took when they were recorded
 * @param liveHosts requests by host
 * @param redacted what was replaced in the cassette, with the number of places
 * @param leak why the next run will go live again, empty if it will not
 * @param optOut why the test is opted out, empty if it has a cassette
 * @param warnings problems that did not fail the test
 * @param detail what only the pages show
 */
public record TestReport(
        long endedAt,
        String test,
        String verdict,
        boolean hasCassette,
        int replayed,
        int recorded,
        int live,
        int unplanned,
        long savedMillis,
        SortedMap<String, Integer> liveHosts,
        SortedMap<String, Integer> redacted,
        String leak,
        String optOut,
        List<String> warnings,
        TestDetail detail) {

    private static final String DETAIL = "detail";

    /** The verdicts whose live calls happen again in every run. */
    private static final Set<Verdict> LEAKS =
            Set.of(Verdict.DRIFT, Verdict.PARTIAL, Verdict.MISS_OVERFLOW, Verdict.MISS_NOT_PERSISTED, Verdict.LIVE);

    /** Copies the collections. */
    public TestReport {
        liveHosts = Collections.unmodifiableSortedMap(new TreeMap<>(liveHosts));
        redacted = Collections.unmodifiableSortedMap(new TreeMap<>(redacted));
        warnings = List.copyOf(warnings);
    }

    /**
     * The report of a session.
     *
     * @param tookMillis how long the test took
     * @param warnings those of the session, and those of the run
     */
    public static TestReport of(
            long endedAt, long tookMillis, String test, Report report, Optional<String> optOut, List<String> warnings) {
        Counts counts = report.counts();
        // The recording of such a test is saved, so the next run replays it; otherwise the verdict would be a MISS.
        boolean isSaved = report.verdict() == Verdict.PARTIAL || report.verdict() == Verdict.DRIFT;
        int saved = isSaved ? counts.recorded() : 0;
        boolean leaks = (LEAKS.contains(report.verdict()) && unplanned(counts) > saved) || hasUnseen(report);
        return new TestReport(
                endedAt,
                test,
                report.verdict().toString(),
                true,
                counts.replayed(),
                counts.recorded(),
                counts.live(),
                unplanned(counts),
                report.timeSaved().toMillis(),
                report.liveHosts(),
                report.redacted(),
                leaks ? leak(report) : "",
                optOut.orElse(""),
                warnings,
                TestDetail.of(report, tookMillis));
    }

    /** The report of live calls without a cassette. */
    public static TestReport outside(long endedAt, String test, SortedMap<String, Integer> hosts) {
        int live = hosts.values().stream().mapToInt(Integer::intValue).sum();
        return new TestReport(
                endedAt,
                test,
                Verdict.LIVE.toString(),
                false,
                0,
                0,
                live,
                live,
                0,
                hosts,
                new TreeMap<>(),
                "no cassette",
                "",
                List.of(),
                TestDetail.NONE);
    }

    /** The live calls that no rule allows. */
    public static int unplanned(Counts counts) {
        return counts.live() - counts.allowed();
    }

    /** What no adapter has shown goes live in every run. */
    private static boolean hasUnseen(Report report) {
        return report.verdict() != Verdict.OFF && !report.counts().unseen().isEmpty();
    }

    private static String leak(Report report) {
        Counts counts = report.counts();
        if (hasUnseen(report)) {
            return counts.unseen().keySet().stream()
                    .map(connection -> "unseen " + connection.split(" \\(", 2)[0]) // the list of all says what helps
                    .collect(Collectors.joining("; "));
        }
        return switch (report.verdict()) {
            case LIVE ->
                "nothing was recorded of " + counts.live() + " live calls"
                        + (counts.dropped().isEmpty() ? "" : ", dropped " + counts.dropped());
            case PARTIAL, DRIFT -> counts.live() + " of " + (counts.live() + counts.replayed()) + " calls went live";
            default -> report.save().lines().findFirst().orElse("");
        };
    }

    /** Such as {@code 2 calls to api.example.com}. */
    public String calls() {
        return live + (live == 1 ? " call to " : " calls to ") + String.join(", ", liveHosts.keySet());
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("ended_at", endedAt);
        json.writeStringField("test", test);
        json.writeStringField("verdict", verdict);
        json.writeBooleanField("cassette", hasCassette);
        json.writeNumberField("replayed", replayed);
        json.writeNumberField("recorded", recorded);
        json.writeNumberField("live", live);
        json.writeNumberField("unplanned", unplanned);
        json.writeNumberField("saved_ms", savedMillis);
        json.writeFieldName("live_hosts");
        writeCounts(json, liveHosts);
        json.writeFieldName("redacted");
        writeCounts(json, redacted);
        json.writeStringField("leak", leak);
        json.writeStringField("opt_out", optOut);
        writeTexts(json, "warnings", warnings);
        json.writeFieldName(DETAIL);
        detail.write(json);
        json.writeEndObject();
    }

    static void writeCounts(JsonGenerator json, SortedMap<String, Integer> counts) throws IOException {
        json.writeStartObject();
        for (var count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }

    static void writeTexts(JsonGenerator json, String field, List<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /** Reads the JSON of {@link #write}, starting after the opening brace. */
    static TestReport read(JsonParser json) throws IOException {
        SortedMap<String, Long> numbers = new TreeMap<>();
        SortedMap<String, String> texts = new TreeMap<>();
        Map<String, SortedMap<String, Integer>> counts = new TreeMap<>();
        List<String> warnings = new ArrayList<>();
        TestDetail detail = TestDetail.NONE;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            switch (json.nextToken()) {
                case VALUE_NUMBER_INT -> numbers.put(field, json.getLongValue());
                case START_OBJECT -> {
                    if (field.equals(DETAIL)) {
                        detail = TestDetail.read(json);
                    } else {
                        counts.put(field, counts(json));
                    }
                }
                case START_ARRAY -> warnings.addAll(texts(json));
                default -> texts.put(field, json.getText());
            }
        }
        return new TestReport(
                number(numbers, "ended_at"),
                text(texts, "test"),
                text(texts, "verdict"),
                Boolean.parseBoolean(text(texts, "cassette")),
                (int) number(numbers, "replayed"),
                (int) number(numbers, "recorded"),
                (int) number(numbers, "live"),
                (int) number(numbers, "unplanned"),
                number(numbers, "saved_ms"),
                counts.getOrDefault("live_hosts", new TreeMap<>()),
                counts.getOrDefault("redacted", new TreeMap<>()),
                text(texts, "leak"),
                text(texts, "opt_out"),
                warnings,
                detail);
    }

    /** Reads an object of numbers, starting after its opening brace. */
    static SortedMap<String, Integer> counts(JsonParser json) throws IOException {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            counts.put(name, json.nextIntValue(0));
        }
        return counts;
    }

    /** Reads an array of texts, starting after its opening bracket. */
    static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(json.getText());
        }
        return texts;
    }

    private static long number(SortedMap<String, Long> numbers, String field) throws IOException {
        Long number = numbers.get(field);
        if (number == null) {
            throw new IOException("There is no number " + field);
        }
        return number;
    }

    private static String text(SortedMap<String, String> texts, String field) throws IOException {
        String text = texts.get(field);
        if (text == null) {
            throw new IOException("There is no text " + field);
        }
        return text;
    }
}
