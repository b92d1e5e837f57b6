package io.vcr.codec;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;

/**
 * What the tags of YAML make of nodes: those of plain data, of Python's plain types, of Ruby's hashes and arrays (Rails' have a class
 * of their own), of tapes, and of the header names that aiohttp's multidict wraps. All others are rejected.
 */
final class YamlTags {

    private static final String ISTR = "multidict._multidict.istr";

    private YamlTags() {}

    static Node resolved(String source, String tag, Node node) throws CassetteFormatException {
        String name = shortName(tag);
        if (node instanceof Node.Scalar scalar) {
            return scalar(source, tag, name, scalar);
        }
        if (node instanceof Node.Sequence list
                && list.items().size() == 1
                && (name.equals("python/object/new:" + ISTR) || name.equals("python/object/apply:" + ISTR))) {
            return list.items().get(0);
        }
        if ((node instanceof Node.Mapping && name.startsWith("ruby/hash"))
                || (node instanceof Node.Sequence && name.startsWith("ruby/array"))) {
            return node;
        }
        return switch (name) {
            case "", "python/tuple", "python/list", "python/dict", "seq", "map", "tape" -> node;
            default -> throw refused(source, tag, node);
        };
    }

    private static Node scalar(String source, String tag, String name, Node.Scalar scalar)
            throws CassetteFormatException {
        return switch (name) {
            case "",
                    "str",
                    "int",
                    "float",
                    "bool",
                    "timestamp",
                    "python/unicode",
                    "python/str",
                    "python/int",
                    "python/long",
                    "python/float",
                    "python/bool" -> new Node.Scalar(scalar.text(), false, false, scalar.line());
            case "null", "python/none" -> new Node.Scalar("", true, false, scalar.line());
            case "binary", "python/bytes" -> new Node.Scalar(scalar.text(), false, true, scalar.line());
            default -> throw refused(source, tag, scalar);
        };
    }

    /** Ruby writes {@code !binary} instead of {@code !!binary}. */
    private static String shortName(String tag) {
        String name = tag.startsWith("!<") && tag.endsWith(">") ? tag.substring(2, tag.length() - 1) : tag;
        for (String prefix : new String[] {"tag:yaml.org,2002:", "!!", "!"}) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    private static CassetteFormatException refused(String source, String tag, Node node) {
        return new CassetteFormatException(
                source, node.line(), "the tag " + tag + " is refused: a cassette must not instantiate objects");
    }
}
