package io.vcr.internal.body;

import io.vcr.http.Body;
import io.vcr.internal.body.XmlElement.Attribute;
import io.vcr.internal.body.XmlElement.Instruction;
import java.util.Optional;

/**
 * Writes XML documents with the same content as the same text: attributes sorted, namespaces by their URI, no comments,
 * no white space between elements. Each text begins with its length, so that different documents never become equal.
 * Confined to one thread.
 */
public final class CanonicalXml {

    private final BodyRules rules;
    private final StringBuilder out = new StringBuilder();

    private CanonicalXml(BodyRules rules) {
        this.rules = rules;
    }

    /** The canonical text; empty if the body is no XML that can be read without its document type. */
    public static Optional<String> of(String contentType, Body body, BodyRules rules) {
        return Xml.document(contentType, body, rules).map(root -> {
            CanonicalXml xml = new CanonicalXml(rules);
            xml.element(root);
            return xml.out.toString();
        });
    }

    private void element(XmlElement element) {
        out.append('<');
        text(element.key());
        for (Attribute attribute : element.attributes()) {
            out.append('@');
            text(attribute.key());
            text(rules.changing().without(attribute.value()));
        }
        for (Object node : element.content()) {
            if (node instanceof XmlElement child) {
                element(child);
            } else if (node instanceof Instruction instruction) {
                out.append('?');
                text(instruction.target());
                text(instruction.data());
            } else {
                text(rules.changing().without((String) node));
            }
        }
        out.append('>');
    }

    private void text(String text) {
        out.append(text.length()).append(':').append(text);
    }
}
