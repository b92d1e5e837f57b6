package io.vcr.codec;

import io.vcr.http.Body;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entries of a mapping in YAML while it is read, with those that merge keys name. Confined to one thread. */
final class YamlEntries {

    /** The key of YAML 1.1 whose value is a mapping, or a list of mappings, to take entries from. */
    private static final String MERGE = "<<";

    private final String source;
    private final List<Node.Entry> own = new ArrayList<>();

    /** The first one counts where several have a key. */
    private final List<Node.Mapping> merges = new ArrayList<>();

    YamlEntries(String source) {
        this.source = source;
    }

    void add(Node key, Node value) throws CassetteFormatException {
        if (!(key instanceof Node.Scalar scalar)) {
            throw new CassetteFormatException(source, key.line(), "a key that is not a text");
        }
        if (scalar.plain() && scalar.text().equals(MERGE)) {
            addMerge(value);
        } else {
            own.add(new Node.Entry(scalar.binary() ? decoded(scalar) : scalar.text(), value));
        }
    }

    private void addMerge(Node value) throws CassetteFormatException {
        for (Node each : value instanceof Node.Sequence list ? list.items() : List.of(value)) {
            if (!(each instanceof Node.Mapping mapping)) {
                throw new CassetteFormatException(source, each.line(), "a merge key with a value that is no mapping");
            }
            merges.add(mapping);
        }
    }

    /** Botocore passes names of headers as bytes. */
    private String decoded(Node.Scalar scalar) throws CassetteFormatException {
        try {
            Body bytes = Body.of(Base64.getMimeDecoder().decode(scalar.text()));
            return bytes.text().orElseGet(() -> new String(bytes.bytes(), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CassetteFormatException(source, scalar.line(), "a key that is not valid base64", e);
        }
    }

    /** The number of entries that merge keys name. */
    long merged() {
        long entries = 0;
        for (Node.Mapping mapping : merges) {
            entries += mapping.entries().size();
        }
        return entries;
    }

    Node.Mapping mapping(int line) {
        List<Node.Entry> all = merges.isEmpty() ? own : withMerges();
        long weight = 1;
        for (Node.Entry entry : all) {
            weight += entry.key().length() + entry.value().weight();
        }
        return new Node.Mapping(all, weight, line);
    }

    /** An own key replaces a merged one. That must be gone: of headers each entry counts. */
    private List<Node.Entry> withMerges() {
        Map<String, Node.Entry> merged = new LinkedHashMap<>();
        for (Node.Mapping mapping : merges) {
            Map<String, Node.Entry> more = new LinkedHashMap<>();
            for (Node.Entry entry : mapping.entries()) {
                more.put(entry.key(), entry);
            }
            more.forEach(merged::putIfAbsent);
        }
        for (Node.Entry entry : own) {
            merged.remove(entry.key());
        }
        List<Node.Entry> all = new ArrayList<>(merged.values());
        all.addAll(own);
        return all;
    }
}
