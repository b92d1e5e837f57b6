package io.vcr.internal.layout;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.util.List;

/** The layout of a tool whose files have nothing in common with those of vcrpy. Immutable. */
interface ForeignLayout {

    /** Whether a document has this layout, told by a few of its keys. */
    boolean isLayoutOf(Node root);

    /** The exchanges of a document with this layout, in their order. */
    List<Episode> episodes(Node root) throws CassetteFormatException;

    /** Whether a document is a list whose first item has both keys. */
    static boolean isListOf(Node root, String... keys) {
        return root instanceof Node.Sequence list
                && !list.items().isEmpty()
                && list.items().get(0) instanceof Node.Mapping first
                && hasAll(first, keys);
    }

    /** Whether the first item of a list holds a mapping, and in it a key. */
    static boolean isListOfMappings(Node root, String name, String key) {
        return isListOf(root, name)
                && ((Node.Mapping) ((Node.Sequence) root).items().get(0))
                                .get(name)
                                .orElse(root)
                        instanceof Node.Mapping mapping
                && mapping.get(key).isPresent();
    }

    static boolean hasAll(Node.Mapping mapping, String... keys) {
        for (String key : keys) {
            if (mapping.get(key).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
