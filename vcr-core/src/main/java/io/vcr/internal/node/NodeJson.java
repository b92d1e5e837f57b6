package io.vcr.internal.node;

import java.util.List;

/**
 * Writes nodes as Python's {@code json.dumps} does, as pydantic-ai's recorder does when it loads a parsed body.
 * Resolves plain scalars like PyYAML (YAML 1.1; {@code 1e5} is a text).
 */
public final class NodeJson {

    private final StringBuilder out = new StringBuilder();

    private NodeJson() {}

    public static String write(Node node) {
        NodeJson json = new NodeJson();
        json.value(node);
        return json.out.toString();
    }

    private void value(Node node) {
        if (node instanceof Node.Mapping mapping) {
            object(mapping.entries());
        } else if (node instanceof Node.Sequence sequence) {
            array(sequence.items());
        } else {
            scalar((Node.Scalar) node);
        }
    }

    private void object(List<Node.Entry> entries) {
        out.append('{');
        String separator = "";
        for (Node.Entry entry : entries) {
            out.append(separator);
            text(entry.key());
            out.append(": ");
            value(entry.value());
            separator = ", ";
        }
        out.append('}');
    }

    private void array(List<Node> items) {
        out.append('[');
        String separator = "";
        for (Node item : items) {
            out.append(separator);
            value(item);
            separator = ", ";
        }
        out.append(']');
    }

    private void scalar(Node.Scalar scalar) {
        String text = scalar.text();
        if (scalar.isNull()) {
            out.append("null");
        } else if (!scalar.plain()) {
            text(text);
        } else if (isBoolean(text)) {
            out.append(isTrue(text));
        } else {
            PythonNumber.json(text).ifPresentOrElse(out::append, () -> text(text));
        }
    }

    private static boolean isBoolean(String text) {
        return isTrue(text)
                || switch (text) {
                    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> true;
                    default -> false;
                };
    }

    private static boolean isTrue(String text) {
        return switch (text) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> true;
            default -> false;
        };
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
