package io.vcr.azure;

import com.azure.core.http.HttpClient;

/** What the agent calls when a client of a service gets its pipeline: {@code META-INF/vcr/attach} says where. */
final class Attachment {

    private Attachment() {}

    /** Wraps a client, unless it is wrapped. */
    static Object client(Object client) {
        return client instanceof VcrAzureHttpClient ? client : VcrAzureHttpClient.attached((HttpClient) client);
    }
}
