package io.vcr.aws;

import io.vcr.transport.Transport;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** What the agent calls when an async client of a service gets its HTTP client, as {@link Attachment} is for others. */
final class AsyncAttachment {

    private static final Transport TRANSPORT = Transport.attached();

    private AsyncAttachment() {}

    /** Wraps a client that a program has set, unless it is wrapped. */
    static Object client(Object client) {
        return client instanceof VcrSdkAsyncHttpClient
                ? client
                : new VcrSdkAsyncHttpClient((SdkAsyncHttpClient) client, TRANSPORT);
    }

    /** Wraps a client that the SDK has built. The one that a program has set is in a shell, and wrapped there. */
    static Object resolved(Object client) {
        boolean isShell = client.getClass().getSimpleName().equals("NonManagedSdkAsyncHttpClient");
        return isShell ? client : client(client);
    }
}
