package io.vcr.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The least that comparing JSON by value costs: one pass over the tokens into one text, without sorting anything. */
final class CanonicalBody {

    private static final JsonFactory JSON = new JsonFactory();

    private CanonicalBody() {}

    static String of(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            StringBuilder out = new StringBuilder(body.length + 64);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    out.append(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
                } else {
                    out.append(parser.getText());
                }
                out.append(' ');
            }
            return out.toString();
        }
    }
}
