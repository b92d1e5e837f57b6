package io.vcr.internal.socket;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.match.BodyComparison;
import io.vcr.internal.redact.FilterChain;
import io.vcr.spi.Episode.Message;

/**
 * Looks at a message of the client as at the body of its handshake: it passes the same filters, and the rules for bodies
 * compare it. Immutable.
 *
 * @param filters the filters of the session
 * @param bodies compares bodies
 * @param handshake the filtered request of the handshake
 */
public record MessageReading(FilterChain filters, BodyComparison bodies, HttpRequest handshake)
        implements Script.Reading {

    @Override
    public Body filtered(Message message) {
        return filters.message(handshake, message).data();
    }

    @Override
    public Object compared(Body stored) {
        return bodies.project(filters.redaction().compared(request(stored)));
    }

    @Override
    public String difference(Body recorded, Body sent) {
        return bodies.difference(request(recorded), request(sent));
    }

    private HttpRequest request(Body message) {
        return FilterChain.asRequest(handshake, message);
    }
}
