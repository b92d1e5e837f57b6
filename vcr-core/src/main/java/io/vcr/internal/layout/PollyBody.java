package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A compressed body as Polly.js writes it: a JSON list of pieces, each in base64 of its own, or in hexadecimal digits. */
final class PollyBody {

    private static final Pattern PIECE = Pattern.compile("[^\\[\\]\",\\s]+");
    private static final Pattern HEX_PIECES = Pattern.compile("\\[(\"(?:[0-9a-f]{2})++\",?)++\\]");

    private PollyBody() {}

    static Body ofBase64(Fields fields, String list, Node node) throws CassetteFormatException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Matcher piece = PIECE.matcher(list); piece.find(); ) {
            bytes.writeBytes(fields.base64(piece.group(), node).bytes());
        }
        return Body.of(bytes.toByteArray());
    }

    /** Whether a text is such a list of an old version. A JSON list of such texts that was not compressed looks the same. */
    static boolean isHex(String text) {
        return HEX_PIECES.matcher(text).matches();
    }

    static Body ofHex(String list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Matcher piece = PIECE.matcher(list); piece.find(); ) {
            bytes.writeBytes(HexFormat.of().parseHex(piece.group()));
        }
        return Body.of(bytes.toByteArray());
    }
}
