package io.vcr.aws;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Records and replays the calls of a blocking client of the AWS SDK for Java 2:
 * {@code BedrockRuntimeClient.builder().httpClient(VcrSdkHttpClient.ambient(Apache5HttpClient.create()))}.
 *
 * <p>It wraps the HTTP client of the SDK, below signing and retries, so each attempt is a separate request. A live
 * response reaches the caller as it arrives. Thread-safe.
 */
public final class VcrSdkHttpClient implements SdkHttpClient {

    private final SdkHttpClient client;
    private final Transport transport;

    VcrSdkHttpClient(SdkHttpClient client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * Returns a client for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @param client makes the live calls; the returned client closes it
     * @return a client
     */
    public static VcrSdkHttpClient of(Session session, SdkHttpClient client) {
        return new VcrSdkHttpClient(client, Transport.of(session));
    }

    /**
     * Returns a client that many tests share. It finds the session of each call as {@link OpenSessions} describes;
     * outside any session it changes nothing.
     *
     * @param client makes the live calls; the returned client closes it
     * @return a client
     */
    public static VcrSdkHttpClient ambient(SdkHttpClient client) {
        return new VcrSdkHttpClient(client, Transport.ambient());
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new RecordedCall(client, new OutgoingCall(request), transport);
    }

    /** The name that the SDK sends in {@code User-Agent}. */
    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
