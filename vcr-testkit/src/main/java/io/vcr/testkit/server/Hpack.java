package io.vcr.testkit.server;

import io.vcr.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Header blocks of HTTP/2 (RFC 7541). It reads every representation and writes literals only. Confined to one
 * connection.
 */
final class Hpack {

    /** RFC 7541, appendix A, in its order; most names have no value. */
    private static final List<Field> STATIC = fields("""
            :authority; :method=GET; :method=POST; :path=/; :path=/index.html; :scheme=http; :scheme=https;
            :status=200; :status=204; :status=206; :status=304; :status=400; :status=404; :status=500;
            accept-charset; accept-encoding=gzip, deflate; accept-language; accept-ranges; accept;
            access-control-allow-origin; age; allow; authorization; cache-control; content-disposition;
            content-encoding; content-language; content-length; content-location; content-range;
            content-type; cookie; date; etag; expect; expires; from; host; if-match; if-modified-since;
            if-none-match; if-range; if-unmodified-since; last-modified; link; location; max-forwards;
            proxy-authenticate; proxy-authorization; range; referer; refresh; retry-after; server;
            set-cookie; strict-transport-security; transfer-encoding; user-agent; vary; via;
            www-authenticate
            """);

    private static final int DEFAULT_TABLE_BYTES = 4096;

    /** A header field. */
    record Field(String name, String value) {

        int size() {
            return name.length() + value.length() + 32;
        }
    }

    private final List<Field> table = new ArrayList<>();
    private int maxTableBytes = DEFAULT_TABLE_BYTES;

    /** Reads a whole header block. */
    List<Field> decode(byte[] block) throws IOException {
        try {
            List<Field> fields = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(block);
            while (in.hasRemaining()) {
                int first = in.get(in.position());
                if ((first & 0x80) != 0) {
                    fields.add(at(integer(in, 7)));
                } else if ((first & 0x40) != 0) {
                    Field field = literal(in, 6);
                    fields.add(field);
                    table.add(0, field);
                    evict();
                } else if ((first & 0x20) != 0) {
                    maxTableBytes = integer(in, 5);
                    evict();
                } else {
                    fields.add(literal(in, 4));
                }
            }
            return fields;
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IOException("Not a header block", e);
        }
    }

    private Field literal(ByteBuffer in, int prefix) throws IOException {
        int index = integer(in, prefix);
        String name = index == 0 ? string(in) : at(index).name();
        return new Field(name, string(in));
    }

    private Field at(int index) {
        return index <= STATIC.size() ? STATIC.get(index - 1) : table.get(index - STATIC.size() - 1);
    }

    private void evict() {
        while (table.stream().mapToInt(Field::size).sum() > maxTableBytes) {
            table.remove(table.size() - 1);
        }
    }

    private static int integer(ByteBuffer in, int prefix) {
        int limit = (1 << prefix) - 1;
        int value = in.get() & limit;
        if (value < limit) {
            return value;
        }
        for (int shift = 0; ; shift += 7) {
            int next = in.get();
            value += (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String string(ByteBuffer in) throws IOException {
        boolean huffman = in.get(in.position()) < 0;
        byte[] bytes = new byte[integer(in, 7)];
        in.get(bytes);
        return new String(huffman ? Huffman.decode(bytes) : bytes, StandardCharsets.ISO_8859_1);
    }

    /** Writes the status, if there is one, and header lines. */
    static byte[] encode(String status, String lines) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        if (!status.isEmpty()) {
            literal(block, ":status", status.substring(0, 3));
        }
        lines.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int colon = line.indexOf(':');
            literal(
                    block,
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        string(block, name);
        string(block, value);
    }

    private static void string(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int rest = bytes.length - 127;
        block.write(Math.min(bytes.length, 127));
        for (; rest >= 128; rest >>>= 7) {
            block.write((rest & 0x7f) | 0x80);
        }
        if (bytes.length >= 127) {
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** The header fields of a request as they would be in HTTP/1.1, with the authority as the host. */
    static Headers headers(List<Field> fields) {
        Headers.Builder headers = Headers.builder();
        for (Field field : fields) {
            if (field.name().equals(":authority")) {
                headers.add("host", field.value());
            } else if (!field.name().startsWith(":")) {
                headers.add(field.name(), field.value());
            }
        }
        return headers.build();
    }

    private static List<Field> fields(String text) {
        return Stream.of(text.strip().split(";\\s"))
                .map(field -> {
                    String[] nameAndValue = field.split("=", 2);
                    return new Field(nameAndValue[0], nameAndValue.length == 1 ? "" : nameAndValue[1]);
                })
                .toList();
    }
}
