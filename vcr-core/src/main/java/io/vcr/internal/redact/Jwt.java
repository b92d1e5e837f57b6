package io.vcr.internal.redact;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vcr.internal.body.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What takes the place of a JSON web token (RFC 7519), so that code which decodes it goes on working: one without a
 * signature, with claims of the same names, that does not expire before 2100. It begins with white space, which JSON
 * allows: no scanner takes it for a token.
 */
final class Jwt {

    static final String LABEL = "jwt";

    /** A multiple of three bytes, so that the encoded text does not depend on what follows. */
    private static final String HEADER = "  {\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"jwt-";

    static final String PREFIX = encoded(HEADER);

    private static final Pattern OURS = Pattern.compile(PREFIX + "([A-Za-z0-9_-]{1,32})\\.([A-Za-z0-9_-]*)\\.");

    private static final long YEAR_2100 = 4_102_444_800L;
    private static final long YEAR_2020 = 1_577_836_800L;

    /** They tell who issued a token for what; code that checks them would fail. */
    private static final Set<String> KEPT =
            Set.of("iss", "aud", "azp", "scope", "scp", "typ", "token_use", "ver", "client_id");

    private Jwt() {}

    static boolean isJwt(String value) {
        if (!value.startsWith("eyJ")) {
            return false;
        }
        String[] parts = value.split("\\.", -1);
        return parts.length == 3 && decoded(parts[1]).filter(Jwt::isObject).isPresent();
    }

    private static boolean isObject(String json) {
        try (JsonParser parser = Json.parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    static String placeholder(String value, int number) {
        String claims = decoded(value.split("\\.", -1)[1]).orElseThrow();
        return encoded(HEADER + number + "\"}") + "." + encoded(" " + harmless(claims)) + ".";
    }

    private static String harmless(String claims) {
        StringWriter out = new StringWriter();
        try (JsonParser parser = Json.parser(claims);
                JsonGenerator generator = Json.generator(out)) {
            String claim = "";
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                claim = token == JsonToken.FIELD_NAME && depth == 1 ? parser.currentName() : claim;
                if (token == JsonToken.VALUE_STRING && !KEPT.contains(claim)) {
                    generator.writeString("<" + SecretNames.label(claim) + ">");
                } else if (token.isNumeric() && claim.equals("exp")) {
                    generator.writeNumber(YEAR_2100);
                } else if (token.isNumeric() && (claim.equals("iat") || claim.equals("nbf"))) {
                    generator.writeNumber(YEAR_2020);
                } else {
                    generator.copyCurrentEvent(parser);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("it was read before", e);
        }
        return out.toString();
    }

    static String unnumbered(String text) {
        return text.contains(PREFIX) ? OURS.matcher(text).replaceAll("<jwt>") : text;
    }

    /** The numbers of the tokens of ours in a text. */
    static void numbers(CharSequence text, IntConsumer number) {
        if (!text.toString().contains(PREFIX)) {
            return; // told ten times as fast as by the pattern
        }
        Matcher found = OURS.matcher(text);
        while (found.find()) {
            decoded(found.group(1))
                    .map(rest -> rest.replaceAll("[^0-9].*", ""))
                    .filter(digits -> !digits.isEmpty() && digits.length() < 10)
                    .ifPresent(digits -> number.accept(Integer.parseInt(digits)));
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> decoded(String part) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
