package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.util.Context;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.PushedExchange;
import io.vcr.testkit.TransportClient;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** An async HTTP client of the SDK, as the contract of transports sees it. Thread-safe. */
final class AsyncAzureClient implements TransportClient {

    private final HttpClient client;

    private AsyncAzureClient(HttpClient client) {
        this.client = client;
    }

    static TransportClient of(Attachment attachment, HttpClient client) {
        return new AsyncAzureClient(AzureRequests.attached(attachment, client));
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Disposable.Swap call = Disposables.swap();
        PushedExchange[] exchange = new PushedExchange[1];
        exchange[0] = new PushedExchange(() -> {
            call.dispose();
            exchange[0].pushFailure(new IOException("Cancelled"));
        });
        call.update(client.send(AzureRequests.request(request), Context.NONE)
                .flatMapMany(response -> {
                    exchange[0].pushHead(AzureRequests.head(response));
                    return response.getBody();
                })
                .subscribe(
                        exchange[0]::push,
                        failure -> {
                            refused.set(AzureRequests.cause(failure));
                            exchange[0].pushFailure(AzureRequests.cause(failure));
                        },
                        exchange[0]::pushEnd));
        if (refused.get() instanceof IllegalArgumentException e) {
            throw e; // the client does not make such a request
        }
        return exchange[0];
    }

    @Override
    public void close() {}
}
