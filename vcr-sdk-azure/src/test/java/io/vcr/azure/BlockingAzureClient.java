package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.util.Context;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** An HTTP client of the SDK that blocks, as the contract of transports sees it. Thread-safe. */
final class BlockingAzureClient implements TransportClient {

    private final HttpClient client;

    private BlockingAzureClient(HttpClient client) {
        this.client = client;
    }

    static TransportClient of(Attachment attachment, HttpClient client) {
        return new BlockingAzureClient(AzureRequests.attached(attachment, client));
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        com.azure.core.http.HttpResponse response;
        try {
            response = client.sendSync(AzureRequests.request(request), Context.NONE);
        } catch (RuntimeException e) {
            Throwable cause = AzureRequests.cause(e);
            if (cause instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
        InputStream body =
                request.method().equals("HEAD") ? InputStream.nullInputStream() : response.getBodyAsInputStreamSync();
        return new BlockingExchange(response, body, new AtomicBoolean());
    }

    @Override
    public void close() {}

    private static final class Cancelled extends InputStream {

        @Override
        public int read() throws IOException {
            throw new IOException("Cancelled");
        }
    }

    private record BlockingExchange(
            com.azure.core.http.HttpResponse response, InputStream content, AtomicBoolean cancelled)
            implements Exchange {

        @Override
        public HttpResponse head() {
            return AzureRequests.head(response);
        }

        @Override
        public InputStream body() {
            return cancelled.get() ? new SequenceInputStream(content, new Cancelled()) : content;
        }

        /** The SDK has no method to cancel, and over Netty a stream that is closed looks as if it had ended. */
        @Override
        public void cancel() {
            cancelled.set(true);
            try {
                close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() throws IOException {
            content.close();
            response.close();
        }
    }
}
