package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

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

    public SecretRules addedTo(SecretRules rules) {
        SecretRules all = rules;
        for (Map.Entry<String, String> own : values.entrySet()) {
            all = all.replacing(own.getValue(), own.getKey());
        }
        return all;
    }

    /** A stored response with the values in the places of the placeholders. */
    public HttpResponse restored(HttpResponse response) {
        if (values.isEmpty()) {
            return response;
        }
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < response.headers().size(); i++) {
            headers.add(response.headers().name(i), restored(response.headers().value(i)));
        }
        Body body = response.body()
                .text()
                .map(text -> {
                    String restored = restored(text);
                    return restored.equals(text) ? response.body() : Body.of(restored);
                })
                .orElse(response.body());
        HttpResponse restored = response.withHeaders(headers.build()).withBody(body);
        return body.equals(response.body()) || !restored.headers().contains("Content-Length")
                ? restored
                : restored.withHeaders(restored.headers().with("Content-Length", Integer.toString(body.length())));
    }

    private String restored(String text) {
        String restored = text;
        for (Map.Entry<String, String> own : values.entrySet()) {
            restored = restored.replace(own.getKey(), own.getValue());
        }
        return restored;
    }
}
