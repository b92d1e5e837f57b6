package io.vcr.internal.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vcr.http.Body;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The shared JSON factory, created for the first JSON body, and common JSON functions. */
public final class Json {

    private Json() {}

    private static final class Holder {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    public static JsonParser parser(Body body) throws IOException {
        return Holder.FACTORY.createParser(body.stream());
    }

    public static JsonGenerator generator(Writer out) throws IOException {
        return Holder.FACTORY.createGenerator(out);
    }

    /** Over the bytes of a text if it is ASCII: that parser skips a string in a third of the time. */
    public static JsonParser parser(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length == text.length() ? Holder.FACTORY.createParser(bytes) : Holder.FACTORY.createParser(text);
    }

    /** The place in the text that a parser of it is at, or was. */
    public static int offset(JsonLocation location) {
        return (int) Math.max(location.getCharOffset(), location.getByteOffset()); // one of them is -1
    }

    /** The text of the string that a parser is at. The parser itself joins a long one character by character. */
    public static String text(JsonParser parser) throws IOException {
        return new String(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    /** Tells whether a media type is JSON: {@code application/json}, or any type with the suffix {@code +json}. */
    public static boolean isJson(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }

    /** The text value of a field of the outermost object. */
    public static Optional<String> field(String text, String name) {
        return value(text, name, JsonToken.VALUE_STRING);
    }

    /** Whether a field of the outermost object is true. */
    static boolean isTrue(String text, String name) {
        return value(text, name, JsonToken.VALUE_TRUE).isPresent();
    }

    private static Optional<String> value(String text, String name, JsonToken type) {
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(name);
                JsonToken value = parser.nextToken();
                if (found && value == type) {
                    return Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON: it has no fields
        }
    }

    /** The names of the fields of the outermost object; those before the place where it is cut. Empty if the text is none. */
    static Set<String> names(String text) {
        Set<String> names = new HashSet<>();
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Set.of();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            return names;
        } catch (IOException e) {
            return names; // not JSON from here on: it has no more fields
        }
    }

    public static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
