package io.vcr.internal.match;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.CanonicalJson;
import io.vcr.spi.Matcher;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Keeps of a request body over a limit no more than its length and a digest. The digest is that of what the matcher of bodies
 * sees, so that a random boundary, the order of keys and ignored places count as little as in a smaller body. Immutable.
 *
 * @param maxBytes the largest body that is kept whole
 * @param matchers the matchers of the session
 * @param compared returns a request in the form in which it is compared
 */
public record BodyLimit(long maxBytes, List<Matcher> matchers, UnaryOperator<HttpRequest> compared) {

    /** Returns a filtered request as it is kept. */
    public HttpRequest kept(HttpRequest request) {
        Body body = request.body();
        return body.length() <= maxBytes || BodyDigest.in(body).isPresent()
                ? request
                : request.withBody(new BodyDigest(body.length(), digest(compared.apply(request))).toBody());
    }

    private String digest(HttpRequest request) {
        return matchers.stream()
                .filter(BodyComparison.class::isInstance)
                .map(matcher -> digest(matcher.project(request), request.body()))
                .findFirst()
                .orElseGet(() -> digest(request.body(), request.body()));
    }

    /** That of the bytes if they are what is compared. A response cannot repeat a value of which only a digest is kept. */
    private static String digest(Object projection, Body body) {
        Digest digest = Digest.create();
        boolean isByteByByte = projection instanceof Body || projection instanceof CanonicalJson.Echoed;
        return !isByteByByte && digest.add(projection)
                ? digest.text()
                : Digest.create().bytes(body.buffer()).text();
    }
}
