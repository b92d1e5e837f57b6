package io.vcr.spring;

import io.vcr.OpenSessions;
import io.vcr.http.Body;
import io.vcr.transport.OutgoingRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.support.HttpRequestWrapper;

/** The request of one call, whose body Spring has in memory. Confined to one thread. */
final class OutgoingCall implements OutgoingRequest {

    private final HttpRequest given;
    private final byte[] bytes;

    OutgoingCall(HttpRequest given, byte[] bytes) {
        this.given = given;
        this.bytes = bytes;
    }

    @Override
    public io.vcr.http.HttpRequest head() {
        return SpringMessages.request(given.getMethod(), given.getURI(), given.getHeaders());
    }

    @Override
    public Body body() {
        return Body.of(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    HttpRequest toSend() {
        if (given.getHeaders().getFirst(OpenSessions.KEY_HEADER) == null) {
            return given;
        }
        HttpHeaders headers = SpringMessages.withoutKey(given.getHeaders());
        return new HttpRequestWrapper(given) {
            @Override
            public HttpHeaders getHeaders() {
                return headers;
            }
        };
    }
}
