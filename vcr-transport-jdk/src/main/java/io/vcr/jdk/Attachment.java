package io.vcr.jdk;

import io.vcr.transport.Transport;
import java.net.URLConnection;
import java.net.http.HttpClient;

/** What the agent calls when the JDK creates a client: {@code META-INF/vcr/attach} says where. Thread-safe. */
final class Attachment {

    private static final Transport TRANSPORT = Transport.attached();

    private Attachment() {}

    static Object client(Object client) {
        return VcrHttpClient.wrapped((HttpClient) client, TRANSPORT);
    }

    static Object connection(Object given) {
        URLConnection connection = (URLConnection) given;
        return VcrUrlConnections.recorded(connection.getURL(), connection, TRANSPORT);
    }
}
