package io.vcr.internal.layout;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mappings of one or several files of WireMock. Puts them in the order in which they were recorded: by {@code insertionIndex} if each has one, else as
 * they stand, and those of a scenario by its states.
 */
final class WireMockMappings {

    /** One mapping of a file. */
    record Item(Fields fields, Node.Mapping mapping) {

        String text(String key) throws CassetteFormatException {
            return fields.textOr(mapping, key, "");
        }
    }

    private WireMockMappings() {}

    /** The mappings of a file, which holds one or a list. */
    static List<Item> of(Fields fields, Node root) throws CassetteFormatException {
        Optional<Node> several = fields.mapping(root, "it").get("mappings");
        List<Item> items = new ArrayList<>();
        for (Node item :
                several.isPresent() ? fields.sequence(several.get(), "mappings").items() : List.of(root)) {
            items.add(new Item(fields, fields.mapping(item, "a mapping")));
        }
        return items;
    }

    static List<Episode> episodes(List<Item> items) throws CassetteFormatException {
        List<Episode> episodes = new ArrayList<>();
        for (Item item : ordered(items)) {
            episodes.add(new WireMockReader(item.fields()).episode(item.mapping()));
        }
        return episodes;
    }

    private static List<Item> ordered(List<Item> items) throws CassetteFormatException {
        Map<Item, Long> indexes = new HashMap<>();
        Map<String, List<Item>> scenarios = new HashMap<>();
        for (Item item : items) {
            if (item.mapping().get("insertionIndex").isPresent()) {
                Node index = item.fields().required(item.mapping(), "insertionIndex", "a mapping");
                indexes.put(item, item.fields().number(index, "insertionIndex"));
            }
            String scenario = item.text("scenarioName");
            if (!scenario.isEmpty()) {
                scenarios.computeIfAbsent(scenario, name -> new ArrayList<>()).add(item);
            }
        }
        List<Item> ordered = new ArrayList<>(items);
        if (indexes.size() == items.size()) {
            ordered.sort(Comparator.comparing(indexes::get));
        }
        for (List<Item> scenario : scenarios.values()) {
            if (scenario.size() > 1) {
                placeByState(scenario, ordered);
            }
        }
        return ordered;
    }

    /** Sorts the mappings of a scenario by the states that they require, in the places which they have together. */
    private static void placeByState(List<Item> scenario, List<Item> all) throws CassetteFormatException {
        Map<String, Integer> steps = steps(scenario);
        List<Integer> places = new ArrayList<>();
        List<Item> byState = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (scenario.contains(all.get(i))) {
                places.add(i);
                byState.add(all.get(i));
            }
        }
        Map<Item, Integer> step = new HashMap<>();
        for (Item item : byState) {
            String state = required(item);
            Integer known = steps.get(state);
            if (known == null) {
                throw item.fields()
                        .error(item.mapping(), "a state that no mapping of the scenario leads to: \"" + state + "\"");
            }
            step.put(item, known);
        }
        byState.sort(Comparator.comparing(step::get));
        for (int i = 0; i < places.size(); i++) {
            all.set(places.get(i), byState.get(i));
        }
    }

    /** The states of a scenario with their place in its course. A course that comes back to a state is no order. */
    private static Map<String, Integer> steps(List<Item> scenario) throws CassetteFormatException {
        Map<String, Integer> steps = new HashMap<>();
        steps.put("Started", 0);
        for (boolean found = true; found; ) {
            found = false;
            for (Item item : scenario) {
                Integer from = steps.get(required(item));
                String next = item.text("newScenarioState");
                if (from == null || next.isEmpty() || next.equals(required(item))) {
                    continue;
                }
                Integer to = steps.putIfAbsent(next, from + 1);
                if (to != null && to <= from) {
                    throw item.fields()
                            .error(item.mapping(), "a scenario that comes back to the state \"" + next + "\"");
                }
                found |= to == null;
            }
        }
        return steps;
    }

    private static String required(Item item) throws CassetteFormatException {
        String state = item.text("requiredScenarioState");
        return state.isEmpty() ? "Started" : state;
    }
}
