package io.vcr.internal.node;

import java.util.List;
import java.util.Optional;

/**
 * A parsed document. Scalars keep their source text, because formats resolve {@code 1e5} or {@code yes} differently.
 */
public sealed interface Node {

    /** The line on which it begins, from 1. */
    int line();

    /** The number of nodes and characters; an alias counts each time. */
    long weight();

    /** A scalar; {@code plain} if it was neither quoted nor a block, {@code binary} if it is base64. */
    record Scalar(String text, boolean plain, boolean binary, int line) implements Node {

        @Override
        public long weight() {
            return 1L + text.length();
        }

        public boolean isNull() {
            return plain
                    && !binary
                    && switch (text) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }
    }

    /** A list. */
    record Sequence(List<Node> items, long weight, int line) implements Node {}

    /** A mapping in source order. The last value of a repeated key counts, as in PyYAML. */
    record Mapping(List<Entry> entries, long weight, int line) implements Node {

        public Optional<Node> get(String key) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (entries.get(i).key().equals(key)) {
                    return Optional.of(entries.get(i).value());
                }
            }
            return Optional.empty();
        }
    }

    /** A key and its value. */
    record Entry(String key, Node value) {}
}
