package io.vcr.codec;

import io.vcr.spi.CassetteFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * YAML text to nodes, from the parser's events: no tag is resolved and nothing is instantiated. Confined to one thread.
 */
final class YamlReader {

    private static final int MAX_DEPTH = 200;
    private static final long MAX_NODES = 20_000_000;
    private static final String YAML_TAG = "tag:yaml.org,2002:";

    private final String source;
    private final Parser parser;
    private final Map<String, Node> anchors = new HashMap<>();
    private int depth;

    private YamlReader(String source, String text) {
        this.source = source;
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.parser = new ParserImpl(new StreamReader(text), options);
    }

    static Node read(String source, String text) throws CassetteFormatException {
        try {
            YamlReader reader = new YamlReader(source, text);
            reader.parser.getEvent(); // start of the stream
            if (reader.parser.checkEvent(Event.ID.StreamEnd)) {
                throw new CassetteFormatException(source, 1, "the file is empty");
            }
            reader.parser.getEvent(); // start of the document
            Node root = reader.node();
            reader.parser.getEvent(); // end of the document
            if (!reader.parser.checkEvent(Event.ID.StreamEnd)) {
                throw new CassetteFormatException(
                        source, line(reader.parser.peekEvent()), "the file holds more than one document");
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new CassetteFormatException(source, line, "not valid YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new CassetteFormatException(source, 0, "not valid YAML: " + firstLine(e), e);
        }
    }

    private static String firstLine(YAMLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static int line(Event event) {
        return event.getStartMark() == null ? 0 : event.getStartMark().getLine() + 1;
    }

    private Node node() throws CassetteFormatException {
        if (++depth > MAX_DEPTH) {
            throw error(parser.peekEvent(), "nested deeper than " + MAX_DEPTH + " levels");
        }
        Event event = parser.getEvent();
        Node node = switch (event.getEventId()) {
            case Alias -> alias((AliasEvent) event);
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence((SequenceStartEvent) event);
            case MappingStart -> mapping((MappingStartEvent) event);
            default -> throw error(event, "unexpected " + event.getEventId());
        };
        depth--;
        String anchor = event instanceof NodeEvent named && !(event instanceof AliasEvent) ? named.getAnchor() : null;
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        if (node.weight() > MAX_NODES) {
            throw error(event, "aliases make up more than " + MAX_NODES + " nodes");
        }
        return node;
    }

    private Node alias(AliasEvent event) throws CassetteFormatException {
        Node node = anchors.get(event.getAnchor());
        if (node == null) {
            throw error(event, "an alias without an anchor before it");
        }
        return node;
    }

    private Node.Scalar scalar(ScalarEvent event) throws CassetteFormatException {
        boolean plain = event.getScalarStyle() == ScalarStyle.PLAIN && event.getTag() == null;
        boolean binary = false;
        String tag = shortTag(event.getTag());
        switch (tag) {
            case "", "!", "str", "int", "float", "bool", "timestamp", "python/unicode", "python/str" -> {}
            case "null" -> plain = true;
            case "binary" -> binary = true;
            default -> throw refusedTag(event, tag);
        }
        return new Node.Scalar(event.getValue(), plain, binary, line(event));
    }

    private Node.Sequence sequence(SequenceStartEvent event) throws CassetteFormatException {
        switch (shortTag(event.getTag())) {
            case "", "!", "seq", "python/tuple", "python/list" -> {}
            default -> throw refusedTag(event, shortTag(event.getTag()));
        }
        List<Node> items = new ArrayList<>();
        long weight = 1;
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            Node item = node();
            weight += item.weight();
            items.add(item);
        }
        parser.getEvent();
        return new Node.Sequence(items, weight, line(event));
    }

    private Node.Mapping mapping(MappingStartEvent event) throws CassetteFormatException {
        switch (shortTag(event.getTag())) {
            case "", "!", "map", "python/dict" -> {}
            default -> throw refusedTag(event, shortTag(event.getTag()));
        }
        List<Node.Entry> entries = new ArrayList<>();
        long weight = 1;
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Event keyEvent = parser.peekEvent();
            if (!(node() instanceof Node.Scalar key)) {
                throw error(keyEvent, "a key that is not a text");
            }
            Node value = node();
            weight += value.weight();
            entries.add(new Node.Entry(key.text(), value));
        }
        parser.getEvent();
        return new Node.Mapping(entries, weight, line(event));
    }

    private static String shortTag(@Nullable String tag) {
        if (tag == null) {
            return "";
        }
        return tag.startsWith(YAML_TAG) ? tag.substring(YAML_TAG.length()) : tag;
    }

    private CassetteFormatException refusedTag(Event event, String tag) {
        return error(event, "the tag " + tag + " is refused: nothing is ever instantiated from a cassette");
    }

    private CassetteFormatException error(Event event, String reason) {
        return new CassetteFormatException(source, line(event), reason);
    }
}
