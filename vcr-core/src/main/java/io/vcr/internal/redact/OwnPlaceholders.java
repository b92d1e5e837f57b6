package io.vcr.internal.redact;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Texts of the user's that stand in the cassette in the place of values, such as {@code <TENANT>}. Immutable.
 *
 * @param values the value of each placeholder
 */
public record OwnPlaceholders(Map<String, String> values) {

    public static final OwnPlaceholders NONE = new OwnPlaceholders(Map.of());

    /** Copies the map. */
    public OwnPlaceholders {
        values = Map.copyOf(values);
    }

    public OwnPlaceholders with(String placeholder, String value) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.put(placeholder, value);
        return new OwnPlaceholders(all);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** A text that stands for another one. */
    private record Pair(String placeholder, String value) {}

    /** Puts the placeholders in the place of the values, the longest value first. */
    public Filter filter() {
        List<Pair> pairs = pairs(Comparator.comparingInt(pair -> -pair.value.length()));
        return new TextFilter(text -> {
            String hidden = text;
            for (Pair pair : pairs) {
                hidden = hidden.replace(pair.value, pair.placeholder);
            }
            return hidden;
        });
    }

    /** A stored response with the values in the place of the placeholders. */
    public HttpResponse restored(HttpRequest request, HttpResponse response) {
        if (values.isEmpty()) {
            return response;
        }
        HttpResponse restored = new TextFilter(restoring()).response(request, response);
        boolean isLongAsBefore = restored.body().equals(response.body());
        return isLongAsBefore || !restored.headers().contains("Content-Length")
                ? restored
                : restored.withHeaders(restored.headers()
                        .with("Content-Length", Integer.toString(restored.body().length())));
    }

    /** The URI of a stored response with the values in the place of the placeholders. */
    public Uri restored(Uri uri) {
        return values.isEmpty() ? uri : Uri.of(restoring().apply(uri.text()));
    }

    private UnaryOperator<String> restoring() {
        List<Pair> pairs = pairs(Comparator.comparing(Pair::placeholder));
        return text -> {
            String shown = text;
            for (Pair pair : pairs) {
                shown = shown.replace(pair.placeholder, pair.value);
            }
            return shown;
        };
    }

    /** As they are, and as they stand in URLs and forms. */
    private List<Pair> pairs(Comparator<Pair> order) {
        List<Pair> pairs = new ArrayList<>();
        values.forEach((placeholder, value) -> {
            pairs.add(new Pair(placeholder, value));
            if (!encoded(placeholder).equals(placeholder)) {
                pairs.add(new Pair(encoded(placeholder), encoded(value)));
            }
        });
        pairs.sort(order.thenComparing(Pair::placeholder, Comparator.reverseOrder()));
        return pairs;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
