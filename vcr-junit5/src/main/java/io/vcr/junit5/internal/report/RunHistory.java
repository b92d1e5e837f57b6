package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last runs, a line of JSON each, oldest first. Kept beside the report for as long as nobody cleans its directory.
 * Immutable.
 *
 * @param runs the runs
 */
record RunHistory(List<Entry> runs) {

    static final RunHistory NONE = new RunHistory(List.of());

    private static final int MAX_RUNS = 30;
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * One run.
     *
     * @param run its id
     * @param avoided requests that were replayed
     * @param live requests that went live
     */
    record Entry(String run, long avoided, long live) {}

    /** Reads the lines; those of another form are ignored. */
    static RunHistory of(List<String> lines) {
        List<Entry> runs = new ArrayList<>();
        for (String line : lines) {
            try (JsonParser json = JSON.createParser(line)) {
                Map<String, Long> numbers = new TreeMap<>();
                String run = "";
                while (json.nextToken() != null) {
                    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                        numbers.put(json.currentName(), json.getLongValue());
                    } else if (json.currentToken() == JsonToken.VALUE_STRING) {
                        run = json.getText();
                    }
                }
                if (!run.isEmpty()) {
                    runs.add(new Entry(run, numbers.getOrDefault("avoided", 0L), numbers.getOrDefault("live", 0L)));
                }
            } catch (IOException e) {
                // A line that was cut says nothing.
            }
        }
        return new RunHistory(List.copyOf(runs));
    }

    /** This history with the state of a run, which replaces an earlier state of the same run. */
    RunHistory with(String run, RunSummary summary) {
        List<Entry> all = new ArrayList<>(runs);
        all.removeIf(entry -> entry.run.equals(run));
        all.add(new Entry(run, summary.sum(TestReport::replayed), summary.sum(TestReport::live)));
        return new RunHistory(List.copyOf(all.subList(Math.max(0, all.size() - MAX_RUNS), all.size())));
    }

    String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Entry entry : runs) {
            StringWriter line = new StringWriter();
            try (JsonGenerator json = JSON.createGenerator(line)) {
                json.writeStartObject();
                json.writeStringField("run", entry.run);
                json.writeNumberField("avoided", entry.avoided);
                json.writeNumberField("live", entry.live);
                json.writeEndObject();
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
