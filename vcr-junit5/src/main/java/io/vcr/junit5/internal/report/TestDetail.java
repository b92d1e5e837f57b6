package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.Report;
import io.vcr.Report.Tokens;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a page says of one attempt of a test beside its counts. Holds filtered data only. Immutable.
 *
 * @param cassette the id of its cassette; empty for live calls without one
 * @param outcome how the test ended, such as {@code PASSED}; empty for live calls without a cassette
 * @param tookMillis the time from its first callback to its end
 * @param unplayed stored episodes that it has not played
 * @param refusals the explanation of each refused request
 * @param drift how the structure of its responses has changed
 * @param usage the tokens that providers have counted
 */
record TestDetail(
        String cassette,
        String outcome,
        long tookMillis,
        int unplayed,
        List<String> refusals,
        List<String> drift,
        Report.Usage usage) {

    static final TestDetail NONE = new TestDetail("", "", 0, 0, List.of(), List.of(), Report.Usage.NONE);

    private static final String REPLAYED = "tokens_replayed";
    private static final String LIVE = "tokens_live";

    /** Copies the lists. */
    TestDetail {
        refusals = List.copyOf(refusals);
        drift = List.copyOf(drift);
    }

    static TestDetail of(Report report, long tookMillis) {
        return new TestDetail(
                report.cassette().toString(),
                report.outcome().toString(),
                tookMillis,
                report.counts().unplayed(),
                report.refusals(),
                report.drift(),
                report.usage());
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("cassette", cassette);
        json.writeStringField("outcome", outcome);
        json.writeNumberField("took_ms", tookMillis);
        json.writeNumberField("unplayed", unplayed);
        TestReport.writeTexts(json, "refusals", refusals);
        TestReport.writeTexts(json, "drift", drift);
        write(json, REPLAYED, usage.replayed());
        write(json, LIVE, usage.live());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String field, SortedMap<String, Tokens> tokens) throws IOException {
        json.writeFieldName(field);
        new TokenBill(tokens, Prices.NONE).write(json);
    }

    /** Reads the JSON of {@link #write}, starting after the opening brace. */
    static TestDetail read(JsonParser json) throws IOException {
        Map<String, List<String>> texts = new HashMap<>();
        Map<String, Long> numbers = new HashMap<>();
        Map<String, SortedMap<String, Tokens>> tokens = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            switch (json.nextToken()) {
                case VALUE_NUMBER_INT -> numbers.put(field, json.getLongValue());
                case START_ARRAY -> texts.put(field, TestReport.texts(json));
                case START_OBJECT -> tokens.put(field, tokens(json));
                default -> names.put(field, json.getText());
            }
        }
        return new TestDetail(
                names.getOrDefault("cassette", ""),
                names.getOrDefault("outcome", ""),
                numbers.getOrDefault("took_ms", 0L),
                numbers.getOrDefault("unplayed", 0L).intValue(),
                texts.getOrDefault("refusals", List.of()),
                texts.getOrDefault("drift", List.of()),
                new Report.Usage(
                        tokens.getOrDefault(REPLAYED, new TreeMap<>()), tokens.getOrDefault(LIVE, new TreeMap<>())));
    }

    private static SortedMap<String, Tokens> tokens(JsonParser json) throws IOException {
        SortedMap<String, Tokens> tokens = new TreeMap<>();
        for (String model = json.nextFieldName(); model != null; model = json.nextFieldName()) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("There are no tokens of " + model);
            }
            Map<String, Long> numbers = new HashMap<>();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                numbers.put(field, json.nextLongValue(0));
            }
            tokens.put(
                    model,
                    new Tokens(
                            numbers.getOrDefault("calls", 0L).intValue(),
                            numbers.getOrDefault("input", 0L),
                            numbers.getOrDefault("cached", 0L),
                            numbers.getOrDefault("written", 0L),
                            numbers.getOrDefault("output", 0L)));
        }
        return tokens;
    }
}
