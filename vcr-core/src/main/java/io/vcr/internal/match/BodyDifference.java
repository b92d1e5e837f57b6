package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Describes where two bodies differ: by JSON path if both are JSON, by XPath if both are XML, else by the first byte; by
 * length and digest where no more is kept. Used only for a miss.
 */
public record BodyDifference(BodyRules rules, UnaryOperator<String> mask) {

    private static final int SHOWN = 60;

    /** A place and its value on both sides. */
    public record Place(String path, String recorded, String sent) {}

    public String describe(HttpRequest recorded, HttpRequest sent) {
        Optional<BodyDigest> kept = BodyDigest.in(recorded.body());
        Optional<BodyDigest> over = BodyDigest.in(sent.body());
        if (kept.isPresent() || over.isPresent()) {
            String hint = over.isPresent() ? "" : ", which a smaller maxRequestBodyBytes has kept of it";
            return "recorded " + text(kept, recorded.body()) + hint + ", sent " + text(over, sent.body());
        }
        List<Place> places = places(recorded, sent);
        if (!places.isEmpty()) {
            Place first = places.get(0);
            return first.path + " recorded " + first.recorded + ", sent " + first.sent;
        }
        return bytes(recorded.body(), sent.body());
    }

    private static String text(Optional<BodyDigest> digest, Body body) {
        return digest.map(BodyDigest::toString).orElse(body.length() + " bytes");
    }

    /** The places at which two bodies differ, in document order; empty unless both are JSON, or both are XML. */
    public List<Place> places(HttpRequest recorded, HttpRequest sent) {
        List<Place> json = new JsonDifference(rules, this::shown).places(recorded.body(), sent.body());
        return json.isEmpty() ? new XmlDifference(rules, this::shown).places(recorded, sent) : json;
    }

    private String shown(String text) {
        return Json.quote(masked(text));
    }

    /** Masks the whole text before it is cut, because a part of a key no longer looks like a key. */
    private String masked(String text) {
        String masked = mask.apply(text);
        return masked.length() <= SHOWN
                ? masked
                : masked.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }

    private String bytes(Body recorded, Body sent) {
        int at = recorded.buffer().mismatch(sent.buffer());
        if (at < 0) {
            return "the same bytes with another content type";
        }
        Optional<String> left = recorded.text().map(mask);
        Optional<String> right = sent.text().map(mask);
        if (left.isEmpty() || right.isEmpty()) {
            return "at byte %d of %d recorded and %d sent".formatted(at, recorded.length(), sent.length());
        }
        int shown = left.get().equals(right.get()) ? 0 : difference(left.get(), right.get());
        return "at byte %d recorded %s, sent %s".formatted(at, window(left.get(), shown), window(right.get(), shown));
    }

    private static int difference(String left, String right) {
        int at = 0;
        while (at < left.length() && at < right.length() && left.charAt(at) == right.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String window(String text, int at) {
        return at >= text.length()
                ? "the end"
                : Json.quote(text.substring(at, Math.min(text.length(), at + SHOWN / 2)));
    }
}
