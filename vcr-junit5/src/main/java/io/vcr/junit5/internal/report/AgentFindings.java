package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.vcr.guard.Guard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the agent has found beside the tests. Immutable.
 *
 * @param unseen the number of connections that no session knows of, by host, port and opener
 * @param notAttached what could not be attached, and why
 * @param toThisMachine the number of requests that passed through because they were for this machine
 */
public record AgentFindings(SortedMap<String, Integer> unseen, List<String> notAttached, int toThisMachine) {

    /** Nothing. */
    public static final AgentFindings NONE = new AgentFindings(new TreeMap<>(), List.of(), 0);

    /** Copies the collections. */
    public AgentFindings {
        unseen = Collections.unmodifiableSortedMap(new TreeMap<>(unseen));
        notAttached = notAttached.stream().distinct().toList();
    }

    boolean isEmpty() {
        return unseen.isEmpty() && notAttached.isEmpty() && toThisMachine == 0;
    }

    /** The number of connections of which nothing is known; not those of requests that were sent. */
    int unknown() {
        return unseen.entrySet().stream()
                .filter(connection -> !Guard.followsRequest(connection.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    AgentFindings and(AgentFindings others) {
        SortedMap<String, Integer> counts = new TreeMap<>(unseen);
        others.unseen.forEach((connection, count) -> counts.merge(connection, count, Integer::sum));
        List<String> texts = new ArrayList<>(notAttached);
        texts.addAll(others.notAttached);
        return new AgentFindings(counts, texts, toThisMachine + others.toThisMachine);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeFieldName("unseen");
        TestReport.writeCounts(json, unseen);
        TestReport.writeTexts(json, "not_attached", notAttached);
        json.writeNumberField("to_this_machine", toThisMachine);
        json.writeEndObject();
    }

    /** Reads the JSON of {@link #write}, starting after the opening brace. */
    static AgentFindings read(JsonParser json) throws IOException {
        SortedMap<String, Integer> unseen = new TreeMap<>();
        List<String> notAttached = new ArrayList<>();
        int toThisMachine = 0;
        while (json.nextFieldName() != null) {
            switch (json.nextToken()) {
                case START_OBJECT -> unseen.putAll(TestReport.counts(json));
                case START_ARRAY -> notAttached.addAll(TestReport.texts(json));
                default -> toThisMachine = json.getIntValue();
            }
        }
        return new AgentFindings(unseen, notAttached, toThisMachine);
    }
}
