package io.vcr.spring;

import org.springframework.http.client.reactive.ClientHttpConnector;

/** What the agent calls when a program builds a WebClient: {@code META-INF/vcr/attach} says where. Thread-safe. */
final class Attachment {

    private Attachment() {}

    /** Wraps a connector unless the test or Spring Boot has done so. */
    static Object connector(Object connector) {
        return connector instanceof VcrClientConnector
                ? connector
                : VcrClientConnector.attached((ClientHttpConnector) connector);
    }
}
