package io.vcr.benchmarks.work;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The minimum work to read JSON: its tokens, and the text of each value with decoded escapes. */
public final class JsonWalk {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonWalk() {}

    public static long length(byte[] json) throws IOException {
        long length = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                length += token.isScalarValue() ? parser.getTextLength() : 1;
            }
        }
        return length;
    }
}
