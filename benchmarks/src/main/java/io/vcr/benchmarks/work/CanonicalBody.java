package io.vcr.benchmarks.work;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The minimum work to compare JSON by value: one pass over the tokens, and a sort of keys that are not in order. */
public final class CanonicalBody {

    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final StringBuilder out;

    private CanonicalBody(JsonParser parser, int length) {
        this.parser = parser;
        this.out = new StringBuilder(length + 64);
    }

    public static String of(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            CanonicalBody canonical = new CanonicalBody(parser, body.length);
            canonical.value(parser.nextToken());
            return canonical.out.toString();
        }
    }

    private void value(JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            object();
        } else if (token == JsonToken.START_ARRAY) {
            out.append('[');
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                value(next);
                out.append(',');
            }
            out.append(']');
        } else {
            out.append(token == JsonToken.VALUE_STRING ? '"' : '#')
                    .append(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        }
    }

    private void object() throws IOException {
        int start = out.length();
        List<String> names = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        boolean sorted = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            int from = out.length();
            out.append(name).append(':');
            value(parser.nextToken());
            sorted &= names.isEmpty() || names.get(names.size() - 1).compareTo(name) < 0;
            names.add(name);
            fields.add(out.substring(from));
        }
        if (!sorted) {
            out.setLength(start);
            fields.sort(null);
            fields.forEach(out::append);
        }
    }
}
