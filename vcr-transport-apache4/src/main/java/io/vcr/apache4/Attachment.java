package io.vcr.apache4;

import io.vcr.transport.Transport;
import org.apache.http.impl.client.CloseableHttpClient;

/** What the agent calls when a program builds a client: {@code META-INF/vcr/attach} says where. Thread-safe. */
final class Attachment {

    private static final Transport TRANSPORT = Transport.attached();

    private Attachment() {}

    static Object client(Object client) {
        return client instanceof VcrHttpClient ? client : new VcrHttpClient((CloseableHttpClient) client, TRANSPORT);
    }
}
