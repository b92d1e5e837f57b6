package io.vcr.codec;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses YAML into nodes: block and flow style, anchors, tags. It resolves no scalar and instantiates no object.
 * Confined to one thread.
 */
final class YamlReader {

    private static final int MAX_DEPTH = 200;
    /** The largest number of nodes and characters that all aliases may stand for; known recorders write no aliases. */
    private static final long MAX_ALIASED = 64 << 20;
    /** The largest number of entries that all merge keys may copy; known recorders write no merge keys. */
    private static final int MAX_MERGED = 1 << 20;

    private final String source;
    private final YamlText text;
    private final Map<String, Node> anchors = new HashMap<>();
    private int depth;
    private long aliased;
    private long merged;

    private YamlReader(String source, String text) {
        this.source = source;
        this.text = new YamlText(source, text);
    }

    static Node read(String source, String text) throws CassetteFormatException {
        return new YamlReader(source, text).document();
    }

    private Node document() throws CassetteFormatException {
        text.skipBlank();
        while (text.column() == 0 && text.peek() == '%') {
            text.skipLine();
            text.skipBlank();
        }
        if (text.isDocumentMark() && text.peek() == '-') {
            text.skip(3);
        }
        if (text.isAtEnd()) {
            throw new CassetteFormatException(source, 1, "the file is empty");
        }
        Node root = node(-1, true, false);
        text.skipBlank();
        if (text.isDocumentMark() && text.peek() == '.') {
            text.skip(3);
            text.skipBlank();
        }
        if (!text.isAtEnd()) {
            throw text.error(
                    text.isDocumentMark()
                            ? "the file holds more than one document"
                            : "wrong indentation or stray text");
        }
        return root;
    }

    /** The tag and anchor before a node. */
    private record Properties(
            @Nullable String tag, @Nullable String anchor) {

        static final Properties NONE = new Properties(null, null);

        Properties or(Properties other) {
            return new Properties(tag != null ? tag : other.tag, anchor != null ? anchor : other.anchor);
        }
    }

    private Properties properties(boolean inFlow) {
        Properties properties = Properties.NONE;
        while (text.peek() == '!' || text.peek() == '&') {
            boolean tag = text.peek() == '!';
            String word = text.word(inFlow);
            properties =
                    tag ? new Properties(word, properties.anchor) : new Properties(properties.tag, word.substring(1));
            text.skipSpaces();
        }
        return properties;
    }

    /**
     * Reads a node in block style: from the rest of this line, or from the lines below that are indented more than its
     * parent.
     *
     * @param startsMapping whether it may be a mapping whose first key is in this line
     * @param listAtParent whether it may be a list with the indentation of its parent
     */
    private Node node(int parent, boolean startsMapping, boolean listAtParent) throws CassetteFormatException {
        enter();
        text.skipSpaces();
        boolean mapping = startsMapping;
        Properties above = Properties.NONE;
        int start = text.at();
        Properties beside = properties(false);
        while (text.skipToLineEnd()) {
            above = beside.or(above);
            text.skipBlank();
            boolean list = listAtParent && text.column() == parent && text.isIndicator('-');
            if (isBlockEnd() || (text.column() <= parent && !list)) {
                return leave(above, new Node.Scalar("", true, false, text.line()));
            }
            mapping = true;
            start = text.at();
            beside = properties(false);
        }
        return content(parent, mapping, start, above, beside);
    }

    /** Reads the node that begins here. Properties in the line of a first key belong to the key. */
    private Node content(int parent, boolean startsMapping, int start, Properties above, Properties beside)
            throws CassetteFormatException {
        int line = text.line();
        char c = text.peek();
        Properties properties = beside.or(above);
        if (text.isIndicator('-')) {
            return leave(properties, sequence());
        }
        if (text.isIndicator('?')) {
            return leave(properties, mapping());
        }
        if (c == '|' || c == '>') {
            return leave(properties, new Node.Scalar(text.block(parent), false, false, line));
        }
        if (c == '[' || c == '{') {
            return leave(properties, c == '[' ? flowSequence() : flowMapping());
        }
        int contentStart = text.at();
        Node node = simple(false);
        if (text.line() == line && isFollowedByColon()) {
            if (!startsMapping) {
                throw text.error("a key where a value is expected");
            }
            text.backTo(start);
            return leave(above, mapping());
        }
        if (c != '*' && node instanceof Node.Scalar scalar && scalar.plain()) {
            text.backTo(contentStart);
            node = new Node.Scalar(text.plain(parent, false), true, false, line);
        }
        return leave(properties, node);
    }

    /** Reads a quoted scalar, an alias, or the part of a plain scalar that is in this line. */
    private Node simple(boolean inFlow) throws CassetteFormatException {
        int line = text.line();
        return switch (text.peek()) {
            case '"' -> new Node.Scalar(text.doubleQuoted(), false, false, line);
            case '\'' -> new Node.Scalar(text.singleQuoted(), false, false, line);
            case '*' -> alias(text.word(inFlow).substring(1));
            case '@', '`', '%', ']', '}', ',' -> throw text.error("no value may begin with \"" + text.peek() + "\"");
            default -> new Node.Scalar(inFlow ? text.plain(-1, true) : text.plainLine(false), true, false, line);
        };
    }

    private Node alias(String name) throws CassetteFormatException {
        Node node = anchors.get(name);
        if (node == null) {
            throw text.error("an alias without an anchor before it");
        }
        aliased += node.weight();
        if (aliased > MAX_ALIASED) {
            throw new CassetteFormatException(
                    source, text.line(), "aliases stand for more than " + MAX_ALIASED + " characters");
        }
        return node;
    }

    private boolean isFollowedByColon() {
        int place = text.at();
        text.skipSpaces();
        boolean colon = text.isIndicator(':');
        text.backTo(place);
        return colon;
    }

    private boolean isBlockEnd() {
        return text.isAtEnd() || text.isDocumentMark();
    }

    private Node sequence() throws CassetteFormatException {
        text.checkIndentation();
        int line = text.line();
        int column = text.column();
        List<Node> items = new ArrayList<>();
        do {
            text.skip(1);
            items.add(node(column, true, false));
            text.skipBlank();
        } while (!isBlockEnd() && text.column() == column && text.isIndicator('-'));
        return sequence(items, line, column);
    }

    private Node sequence(List<Node> items, int line, int column) throws CassetteFormatException {
        checkDedented(column);
        long weight = 1;
        for (Node item : items) {
            weight += item.weight();
        }
        return new Node.Sequence(items, weight, line);
    }

    private void checkDedented(int column) throws CassetteFormatException {
        if (!isBlockEnd() && text.column() > column) {
            throw text.error("wrong indentation or stray text");
        }
    }

    private Node mapping() throws CassetteFormatException {
        text.checkIndentation();
        int line = text.line();
        int column = text.column();
        YamlEntries entries = new YamlEntries(source);
        do {
            if (text.isIndicator('?')) {
                text.skip(1);
                Node key = node(column, true, true);
                text.skipBlank();
                boolean value = !isBlockEnd() && text.column() == column && text.isIndicator(':');
                text.skip(value ? 1 : 0);
                entries.add(key, value ? node(column, true, true) : new Node.Scalar("", true, false, text.line()));
            } else {
                enter();
                Properties properties = properties(false);
                Node key = leave(properties, simple(false));
                text.skipSpaces();
                if (!text.isIndicator(':')) {
                    throw text.error("a key without a colon");
                }
                text.skip(1);
                entries.add(key, node(column, false, true));
            }
            text.skipBlank();
        } while (!isBlockEnd() && text.column() == column);
        checkDedented(column);
        return mapping(entries, line);
    }

    private Node mapping(YamlEntries entries, int line) throws CassetteFormatException {
        merged += entries.merged();
        if (merged > MAX_MERGED) {
            throw new CassetteFormatException(
                    source, line, "merge keys stand for more than " + MAX_MERGED + " entries");
        }
        return entries.mapping(line);
    }

    private Node flowNode() throws CassetteFormatException {
        enter();
        text.skipBlank();
        Properties properties = properties(true);
        text.skipBlank();
        return leave(
                properties,
                switch (text.peek()) {
                    case '[' -> flowSequence();
                    case '{' -> flowMapping();
                    case ',', ']', '}', ':' -> new Node.Scalar("", true, false, text.line());
                    default -> simple(true);
                });
    }

    private Node flowSequence() throws CassetteFormatException {
        int line = text.line();
        List<Node> items = new ArrayList<>();
        text.skip(1);
        for (text.skipBlank(); text.peek() != ']'; text.skipBlank()) {
            Node item = flowNode();
            text.skipBlank();
            if (text.peek() == ':') {
                text.skip(1);
                YamlEntries pair = new YamlEntries(source);
                pair.add(item, flowNode());
                item = mapping(pair, line);
                text.skipBlank();
            }
            items.add(item);
            skipComma(']', line);
        }
        text.skip(1);
        return sequence(items, line, Integer.MAX_VALUE);
    }

    private Node flowMapping() throws CassetteFormatException {
        int line = text.line();
        YamlEntries entries = new YamlEntries(source);
        text.skip(1);
        for (text.skipBlank(); text.peek() != '}'; text.skipBlank()) {
            text.skip(text.isIndicator('?') ? 1 : 0);
            Node key = flowNode();
            text.skipBlank();
            boolean value = text.peek() == ':';
            text.skip(value ? 1 : 0);
            entries.add(key, value ? flowNode() : new Node.Scalar("", true, false, text.line()));
            text.skipBlank();
            skipComma('}', line);
        }
        text.skip(1);
        return mapping(entries, line);
    }

    private void skipComma(char end, int openedAt) throws CassetteFormatException {
        if (text.peek() == ',') {
            text.skip(1);
        } else if (text.peek() != end) {
            throw text.isAtEnd()
                    ? new CassetteFormatException(source, openedAt, "not valid YAML: a bracket is not closed")
                    : text.error("neither a comma nor \"" + end + "\"");
        }
    }

    private void enter() throws CassetteFormatException {
        if (++depth > MAX_DEPTH) {
            throw new CassetteFormatException(source, text.line(), "nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    private Node leave(Properties properties, Node node) throws CassetteFormatException {
        depth--;
        Node tagged = properties.tag == null ? node : YamlTags.resolved(source, properties.tag, node);
        if (properties.anchor != null) {
            anchors.put(properties.anchor, tagged);
        }
        return tagged;
    }
}
