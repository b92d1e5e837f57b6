package io.vcr.apache4;

import io.vcr.transport.Transport;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;

/** What the agent calls when a program builds an async client, as {@link Attachment} is for others. Thread-safe. */
final class AsyncAttachment {

    private static final Transport TRANSPORT = Transport.attached();

    private AsyncAttachment() {}

    static Object client(Object client) {
        return client instanceof VcrHttpAsyncClient
                ? client
                : new VcrHttpAsyncClient((CloseableHttpAsyncClient) client, TRANSPORT);
    }
}
