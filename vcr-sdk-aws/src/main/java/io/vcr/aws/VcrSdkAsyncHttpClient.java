package io.vcr.aws;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * Records and replays the calls of an async client of the AWS SDK for Java 2:
 * {@code BedrockRuntimeAsyncClient.builder().httpClient(VcrSdkAsyncHttpClient.ambient(NettyNioAsyncHttpClient.create()))}.
 *
 * <p>It wraps the HTTP client of the SDK, below signing and retries, so each attempt is a separate request. A live response
 * reaches the SDK as it arrives, as much as it requests; a replay comes on a background thread. Thread-safe.
 */
public final class VcrSdkAsyncHttpClient implements SdkAsyncHttpClient {

    private final SdkAsyncHttpClient client;
    private final Transport transport;

    VcrSdkAsyncHttpClient(SdkAsyncHttpClient client, Transport transport) {
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
    public static VcrSdkAsyncHttpClient of(Session session, SdkAsyncHttpClient client) {
        return new VcrSdkAsyncHttpClient(client, Transport.of(session));
    }

    /**
     * Returns a client that many tests share. It finds the session of each call as {@link OpenSessions} describes, on the
     * thread that makes the attempt; outside any session it changes nothing.
     *
     * @param client makes the live calls; the returned client closes it
     * @return a client
     */
    public static VcrSdkAsyncHttpClient ambient(SdkAsyncHttpClient client) {
        return new VcrSdkAsyncHttpClient(client, Transport.ambient());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // of callbacks that throw nothing
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        AsyncOutgoingCall outgoing = new AsyncOutgoingCall(request);
        CompletableFuture<CompletableFuture<Void>> made;
        try {
            made = transport.executeAsync(outgoing, new AsyncRecordedCall(client, outgoing));
        } catch (IOException e) {
            made = CompletableFuture.failedFuture(e);
        }
        if (made.isDone() && !made.isCompletedExceptionally()) {
            return made.join();
        }
        CompletableFuture<CompletableFuture<Void>> call = made;
        call.exceptionally(failure -> {
            outgoing.handler().onError(failure); // no other handler has seen this call
            return CompletableFuture.failedFuture(failure);
        });
        CompletableFuture<Void> result = new CompletableFuture<>();
        call.thenCompose(future -> future).whenComplete((nothing, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
        // After a timeout the SDK does not cancel the future of a call but completes it with its exception.
        result.whenComplete((nothing, failure) -> {
            if (failure != null) {
                outgoing.cancel();
                call.thenAccept(future -> future.completeExceptionally(failure));
            }
        });
        return result;
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
