package io.vcr.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.vcr.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

/** Writes indented JSON with line feeds on every machine. */
final class JsonEmitter implements Emitter {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator generator;

    JsonEmitter() {
        try {
            generator = FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(lines);
        printer.indentArraysWith(lines);
        generator.setPrettyPrinter(printer);
    }

    /** A write to memory, which cannot fail with an I/O error. */
    private interface Write {
        void run() throws IOException;
    }

    private static void write(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beginMapping() {
        write(generator::writeStartObject);
    }

    @Override
    public void endMapping() {
        write(generator::writeEndObject);
    }

    @Override
    public void emptyMapping() {
        line("{}");
    }

    @Override
    public void beginSequence() {
        write(generator::writeStartArray);
    }

    @Override
    public void endSequence() {
        write(generator::writeEndArray);
    }

    @Override
    public void emptySequence() {
        line("[]");
    }

    @Override
    public void key(String key) {
        write(() -> generator.writeFieldName(key));
    }

    @Override
    public void text(String text) {
        write(() -> generator.writeString(text));
    }

    @Override
    public void number(long number) {
        write(() -> generator.writeNumber(number));
    }

    @Override
    public void nothing() {
        write(generator::writeNull);
    }

    @Override
    public void body(Body body) {
        Optional<String> text = body.text();
        if (text.isPresent()) {
            text(text.get());
            return;
        }
        beginMapping();
        key("base64_string");
        text(Base64.getEncoder().encodeToString(body.bytes()));
        endMapping();
    }

    /** The body as it is: base64 is always inside a mapping. */
    @Override
    public void wrappedBody(Body body) {
        Optional<String> text = body.text();
        if (text.isEmpty()) {
            body(body);
            return;
        }
        beginMapping();
        key("string");
        text(text.get());
        endMapping();
    }

    @Override
    public void line(String flow) {
        write(() -> generator.writeRawValue(flow));
    }

    @Override
    public byte[] toBytes() {
        write(generator::close);
        bytes.write('\n');
        return bytes.toByteArray();
    }
}
