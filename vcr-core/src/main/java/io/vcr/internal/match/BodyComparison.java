package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.internal.body.CanonicalXml;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.body.Json;
import io.vcr.internal.body.Multipart;
import io.vcr.internal.body.Xml;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Compares request bodies by their content type. Immutable. */
public final class BodyComparison implements Matcher {

    private final BodyRules rules;
    private final UnaryOperator<String> mask;

    /** Creates a comparison with rules, and with the function that masks secrets in the text of a difference. */
    public BodyComparison(BodyRules rules, UnaryOperator<String> mask) {
        this.rules = rules;
        this.mask = mask;
    }

    public BodyComparison with(BodyRules others) {
        return new BodyComparison(others, mask);
    }

    public BodyRules rules() {
        return rules;
    }

    @Override
    public String name() {
        return "body";
    }

    @Override
    public Object project(HttpRequest request) {
        Optional<BodyDigest> digest = BodyDigest.in(request.body());
        return digest.isPresent()
                ? List.of("SHA-256", digest.get().sha256())
                : project(request.headers().first("Content-Type").orElse(""), request.body());
    }

    private Object project(String contentType, Body body) {
        if (body.isEmpty()) {
            return body;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        Optional<?> projection = Optional.empty();
        if (Json.isJson(contentType)) {
            projection = CanonicalJson.of(body, rules);
        } else if (type.startsWith("application/x-ndjson") || type.contains("jsonl")) {
            projection = CanonicalJson.ofLines(body, rules);
        } else if (Xml.isXml(contentType)) {
            projection = CanonicalXml.of(contentType, body, rules);
        } else if (type.startsWith("application/x-www-form-urlencoded")) {
            projection = body.text().map(text -> FormPairs.sorted(text, rules.changing()));
        } else if (type.startsWith("multipart/")) {
            projection = Multipart.parts(contentType, body).map(this::project);
        }
        return projection.isPresent() ? projection.get() : other(body);
    }

    /** Wraps the value in a list, because a text that is not JSON may equal the canonical text of a JSON body. */
    private Object other(Body body) {
        return rules.changing().isNothing()
                ? body
                : body.text()
                        .<Object>map(text -> List.of(rules.changing().without(text)))
                        .orElse(body);
    }

    private List<Object> project(List<Multipart.Part> parts) {
        List<Object> projections = new ArrayList<>();
        for (Multipart.Part part : parts) {
            Headers headers = rules.fileNames() ? part.headers() : Multipart.withoutFileName(part.headers());
            String partType = part.headers().first("Content-Type").orElse("");
            projections.add(List.of(headers, project(partType, part.body())));
        }
        return projections;
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return new BodyDifference(rules, mask).describe(recorded, sent);
    }
}
