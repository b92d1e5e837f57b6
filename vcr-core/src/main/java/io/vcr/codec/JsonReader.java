package io.vcr.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** Parses JSON into nodes. Confined to one thread. */
final class JsonReader {

    private static final int MAX_DEPTH = 200;

    /** Caches field names without interning them, because interning takes longer than reading them. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** From this length on, in characters, a text does not fit in the first buffer of the parser. */
    private static final int LONG = 4000;

    private final String source;
    private final JsonParser parser;
    private final Pieces pieces = new Pieces();

    private JsonReader(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** Reads a UTF-8 document that begins at an offset. */
    static Node read(String source, byte[] bytes, int start) throws CassetteFormatException {
        try (JsonParser parser = FACTORY.createParser(bytes, start, bytes.length - start)) {
            parser.nextToken();
            JsonReader reader = new JsonReader(source, parser);
            Node root = reader.node();
            if (parser.nextToken() != null) {
                throw new CassetteFormatException(source, reader.line(), "text after the end of the JSON document");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new CassetteFormatException(source, line, "not valid JSON: " + e.getOriginalMessage(), e);
        } catch (CassetteFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new CassetteFormatException(source, 0, "not valid JSON: " + e.getMessage(), e);
        }
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private Node node() throws IOException {
        int line = line();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            List<Node.Entry> entries = new ArrayList<>();
            long weight = 1;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                Node value = node();
                weight += value.weight();
                entries.add(new Node.Entry(key, value));
            }
            return new Node.Mapping(entries, weight, line);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            long weight = 1;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Node item = node();
                weight += item.weight();
                items.add(item);
            }
            return new Node.Sequence(items, weight, line);
        }
        if (token == null) {
            throw new CassetteFormatException(source, line, "the file is empty");
        }
        String text = switch (token) {
            case VALUE_STRING -> string();
            case VALUE_NUMBER_FLOAT -> yamlFloat(parser.getText());
            default -> parser.getText();
        };
        return new Node.Scalar(text, token != JsonToken.VALUE_STRING, false, line);
    }

    /** The parser keeps a long text in pieces. It would join them in an array of characters first, and that twice as slowly. */
    private String string() throws IOException {
        int length = parser.getTextLength();
        if (length < LONG) {
            return new String(parser.getTextCharacters(), parser.getTextOffset(), length);
        }
        pieces.begin(length);
        parser.getText(pieces);
        return pieces.text();
    }

    /** Joins the pieces of a text. */
    private static final class Pieces extends Writer {

        private char[] text = {};
        private int length;

        void begin(int atMost) {
            text = text.length < atMost ? new char[atMost] : text;
            length = 0;
        }

        String text() {
            return new String(text, 0, length);
        }

        @Override
        public void write(char[] piece, int offset, int count) {
            System.arraycopy(piece, offset, text, length, count);
            length += count;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** A number as it is written in YAML, where {@code 1e5} is a text: with a point, and a sign of the exponent. */
    private static String yamlFloat(String number) {
        int at = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (at < 0) {
            return number;
        }
        String digits = number.substring(0, at);
        String exponent = number.substring(at + 1);
        return (digits.indexOf('.') < 0 ? digits + ".0" : digits) + "e"
                + (Character.isDigit(exponent.charAt(0)) ? "+" : "") + exponent;
    }
}
