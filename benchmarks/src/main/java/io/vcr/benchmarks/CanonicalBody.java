package io.vcr.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.TreeMap;

/** The least that comparing JSON by value costs: one pass over the tokens, keys sorted, numbers as they are. */
final class CanonicalBody {

    private static final JsonFactory JSON = new JsonFactory();

    private CanonicalBody() {}

    static String of(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            StringBuilder out = new StringBuilder(body.length);
            value(parser, parser.nextToken(), out);
            return out.toString();
        }
    }

    private static void value(JsonParser parser, JsonToken token, StringBuilder out) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            TreeMap<String, String> fields = new TreeMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                StringBuilder field = new StringBuilder();
                value(parser, parser.nextToken(), field);
                fields.put(name, field.toString());
            }
            out.append(fields);
        } else if (token == JsonToken.START_ARRAY) {
            out.append('[');
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                value(parser, next, out);
                out.append(',');
            }
            out.append(']');
        } else {
            out.append(token == JsonToken.VALUE_STRING ? '"' : '#').append(parser.getText());
        }
    }
}
