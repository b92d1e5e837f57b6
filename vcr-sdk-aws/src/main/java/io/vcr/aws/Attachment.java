package io.vcr.aws;

import io.vcr.transport.Transport;
import software.amazon.awssdk.http.SdkHttpClient;

/** What the agent calls when a client of a service gets its HTTP client: {@code META-INF/vcr/attach} says where. */
final class Attachment {

    private static final Transport TRANSPORT = Transport.attached();

    private Attachment() {}

    /** Wraps a client that a program has set, unless it is wrapped. */
    static Object client(Object client) {
        return client instanceof VcrSdkHttpClient ? client : new VcrSdkHttpClient((SdkHttpClient) client, TRANSPORT);
    }

    /** Wraps a client that the SDK has built. The one that a program has set is in a shell, and wrapped there. */
    static Object resolved(Object client) {
        boolean isShell = client.getClass().getSimpleName().equals("NonManagedSdkHttpClient");
        return isShell ? client : client(client);
    }
}
