package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * The values that a client has made up for a request, by those of the recorded request in whose place they stand, and
 * where a response repeats them: JSON-RPC ids in the responses among its messages, and the values of each rule. A value
 * is repeated only as a value of the same type. Immutable.
 */
public final class Echo {

    /** The sent value as JSON for each recorded value. */
    private record Exchanged(JsonPath answered, Map<String, String> values) {}

    /** No value. */
    public static final Echo NOTHING = new Echo(Map.of(), List.of());

    private final Map<String, String> ids;
    private final List<Exchanged> exchanged;

    private Echo(Map<String, String> ids, List<Exchanged> exchanged) {
        this.ids = ids;
        this.exchanged = exchanged;
    }

    /** The values of a request, sent in the place of those of the recorded request that it matches. */
    public static Echo between(HttpRequest recorded, HttpRequest sent, List<EchoRule> rules) {
        Body before = Framing.decoded(recorded).body();
        Body after = Framing.decoded(sent).body();
        return before.equals(after) ? NOTHING : between(before, after, rules);
    }

    /** The same with the values that are equal. Where several requests count, they keep those of another one out. */
    public static Echo all(HttpRequest recorded, HttpRequest sent, List<EchoRule> rules) {
        return between(Framing.decoded(recorded).body(), Framing.decoded(sent).body(), rules);
    }

    private static Echo between(Body before, Body after, List<EchoRule> rules) {
        Map<String, String> ids = new HashMap<>();
        List<JsonScalar> asked = ids(after, JsonRpc.Message::isRequest);
        List<JsonScalar> known = asked.isEmpty() ? List.of() : ids(before, JsonRpc.Message::isRequest);
        for (int i = 0; i < Math.min(known.size(), asked.size()); i++) {
            exchange(known.get(i), asked.get(i), ids);
        }
        List<Exchanged> exchanged = new ArrayList<>();
        for (EchoRule rule : rules) {
            Map<List<String>, JsonScalar> values = new HashMap<>();
            forEach(before, rule.asked(), values::putIfAbsent);
            Map<String, String> byValue = new HashMap<>();
            forEach(after, rule.asked(), (place, value) -> {
                if (values.containsKey(place)) {
                    exchange(values.get(place), value, byValue);
                }
            });
            exchanged.add(new Exchanged(rule.answered(), byValue));
        }
        return new Echo(ids, exchanged);
    }

    /** These values and those of a later request by the same rules, for a stream that answers several. The later ones count. */
    public Echo and(Echo later) {
        if (exchanged.isEmpty() || later.exchanged.isEmpty()) {
            return new Echo(union(ids, later.ids), exchanged.isEmpty() ? later.exchanged : exchanged);
        }
        List<Exchanged> all = new ArrayList<>();
        for (int i = 0; i < exchanged.size(); i++) {
            Exchanged rule = exchanged.get(i);
            all.add(new Exchanged(rule.answered, union(rule.values, later.exchanged.get(i).values)));
        }
        return new Echo(union(ids, later.ids), all);
    }

    private static Map<String, String> union(Map<String, String> earlier, Map<String, String> later) {
        Map<String, String> union = new HashMap<>(earlier);
        union.putAll(later);
        return union;
    }

    private static void exchange(JsonScalar recorded, JsonScalar sent, Map<String, String> values) {
        values.putIfAbsent(recorded.value(), sent.json());
    }

    private static List<JsonScalar> ids(Body body, Predicate<JsonRpc.Message> wanted) {
        try (JsonParser parser = Json.parser(body)) {
            return JsonRpc.read(parser).stream()
                    .filter(wanted)
                    .map(JsonRpc.Message::id)
                    .toList();
        } catch (IOException e) {
            return List.of(); // not JSON: it has no id
        }
    }

    /** Gives the values at a path with their places, which begin with the number of the document. */
    private static void forEach(Body body, JsonPath path, BiConsumer<List<String>, JsonScalar> consumer) {
        try (JsonParser parser = Json.parser(body)) {
            JsonPlace place = new JsonPlace();
            int documents = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (place.isValue(token, parser)) {
                    documents += place.steps().isEmpty() ? 1 : 0;
                    JsonScalar value = path.matches(place.steps()) ? JsonScalar.at(parser, token) : null;
                    if (value != null) {
                        List<String> steps = new ArrayList<>(place.steps());
                        steps.add(0, Integer.toString(documents));
                        consumer.accept(steps, value);
                    }
                    place.enter(token);
                }
            }
        } catch (IOException e) {
            // not JSON from here on: it has no more places
        }
    }

    /** The edits that put the sent values into a recorded response, in JSON, JSON lines and events. */
    public BodyEdits in(HttpResponse response) {
        BodyEdits edits = new BodyEdits();
        if (response.body().isEmpty() || (ids.isEmpty() && exchanged.isEmpty())) {
            return edits;
        }
        if (EventData.isIn(response.headers(), response.body())) {
            for (EventData event : EventData.of(response.body())) {
                edit(Body.of(event.bytes()), event::inBody, edits);
            }
        } else {
            edit(response.body(), IntUnaryOperator.identity(), edits);
        }
        return edits;
    }

    private void edit(Body json, IntUnaryOperator inBody, BodyEdits edits) {
        if (!ids.isEmpty()) {
            for (JsonScalar id : ids(json, JsonRpc.Message::isResponse)) {
                edit(id, ids, inBody, edits);
            }
        }
        for (Exchanged rule : exchanged) {
            forEach(json, rule.answered, (place, value) -> edit(value, rule.values, inBody, edits));
        }
    }

    private static void edit(JsonScalar value, Map<String, String> values, IntUnaryOperator inBody, BodyEdits edits) {
        String sent = values.get(value.value());
        if (sent != null && value.start() >= 0 && !sent.equals(value.json())) {
            // The end of a value may be the end of the data, so the last byte of the value is looked up.
            edits.replace(inBody.applyAsInt(value.start()), inBody.applyAsInt(value.end() - 1) + 1, sent);
        }
    }
}
