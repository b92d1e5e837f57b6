package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of one JVM in the report of its run: a file of JSON lines, to which only this JVM appends. A JVM that
 * crashes leaves the lines that it has written; an incomplete line is ignored.
 *
 * @param began when the JVM began it; empty if it has not written that
 * @param tests the reports of its tests
 * @param liveCalls the number of unplanned live calls by test, without those that rules or opt-outs allow
 * @param store the state of its store
 * @param agent what the agent has found in it
 * @param isOver whether the JVM has written that no more lines follow
 */
record ReportPart(
        Optional<Instant> began,
        List<TestReport> tests,
        SortedMap<String, Integer> liveCalls,
        List<String> store,
        AgentFindings agent,
        boolean isOver) {

    private static final JsonFactory JSON = new JsonFactory();

    static ReportPart read(Path file) throws IOException {
        Optional<Instant> began = Optional.empty();
        List<TestReport> tests = new ArrayList<>();
        SortedMap<String, Integer> liveCalls = new TreeMap<>();
        List<String> store = new ArrayList<>();
        AgentFindings agent = AgentFindings.NONE;
        boolean over = false;
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
            try (JsonParser json = JSON.createParser(line)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    continue;
                }
                String kind = json.nextFieldName();
                json.nextToken();
                switch (kind == null ? "" : kind) {
                    case "begin" -> began = Optional.of(Instant.ofEpochMilli(json.getLongValue()));
                    case "test" -> tests.add(TestReport.read(json));
                    case "live" ->
                        TestReport.counts(json).forEach((test, calls) -> liveCalls.merge(test, calls, Integer::sum));
                    case "agent" -> agent = agent.and(AgentFindings.read(json));
                    case "store" -> store.addAll(TestReport.texts(json));
                    default -> {}
                }
                over = "over".equals(kind);
            } catch (IOException e) {
                // The JVM crashed while it wrote this line.
            }
        }
        return new ReportPart(began, tests, liveCalls, store, agent, over);
    }

    /** The sum of the parts of a run. */
    static RunSummary summary(List<ReportPart> parts, Prices prices) {
        List<TestReport> tests = new ArrayList<>();
        List<String> store = new ArrayList<>();
        AgentFindings agent = AgentFindings.NONE;
        for (ReportPart part : parts) {
            tests.addAll(part.tests);
            store.addAll(part.store);
            agent = agent.and(part.agent);
        }
        return new RunSummary(tests, store, agent, prices);
    }

    /** The part of a process that has ended, which is complete even if the process crashed before it wrote its end. */
    ReportPart over() {
        return new ReportPart(began, tests, liveCalls, store, agent, true);
    }

    /** Writes one line of a part. */
    interface Line {
        void write(JsonGenerator json) throws IOException;
    }

    static String line(String kind, Line value) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeFieldName(kind);
            value.write(json);
            json.writeEndObject();
        }
        return line + "\n";
    }
}
