package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A text, number or truth value of a JSON document. Immutable.
 *
 * @param value the value in a form that is equal for equal values of one type
 * @param json the value as JSON
 * @param start the index of its first byte in the document
 * @param end the index after its last byte
 */
record JsonScalar(String value, String json, int start, int end) {

    /** The scalar at which a parser of bytes stands, or null if it stands at something else. */
    static @Nullable JsonScalar at(JsonParser parser, JsonToken token) throws IOException {
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = parser.getText(); // reads to its end
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (token == JsonToken.VALUE_STRING) {
            int end = (int) parser.currentLocation().getByteOffset();
            return new JsonScalar('"' + text, Json.quote(text), start, end);
        }
        String value = token.isNumeric() ? CanonicalJson.canonicalNumber(text) : text;
        return new JsonScalar(value, text, start, start + text.length());
    }
}
