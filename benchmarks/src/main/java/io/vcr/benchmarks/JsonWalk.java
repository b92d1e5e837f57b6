package io.vcr.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The least that reading JSON takes: its tokens, and the text of each value, which is where escapes are decoded. */
final class JsonWalk {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonWalk() {}

    static long length(byte[] json) throws IOException {
        long length = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                length += token.isScalarValue() ? parser.getTextLength() : 1;
            }
        }
        return length;
    }
}
