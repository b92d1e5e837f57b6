package io.vcr.aws;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/** An HTTP client of the SDK, below its services, as the contract of transports sees it. Thread-safe. */
final class AwsTransportClient implements TransportClient {

    /** Parallel tests open all their responses before they read one. */
    private static final int MANY = 500;

    private final SdkHttpClient client;

    private AwsTransportClient(SdkHttpClient client) {
        this.client = client;
    }

    static TransportClient of(Attachment attachment) {
        return new AwsTransportClient(attached(attachment, apache5()));
    }

    private static SdkHttpClient attached(Attachment attachment, SdkHttpClient client) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return VcrSdkHttpClient.of(explicit.session(), client);
        }
        return attachment instanceof Attachment.Ambient ? VcrSdkHttpClient.ambient(client) : client;
    }

    static SdkHttpClient apache5() {
        return Apache5HttpClient.builder()
                .maxConnections(MANY)
                .socketTimeout(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        try {
            return new AwsExchange(client.prepareRequest(request(request)).call());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static HttpExecuteRequest request(ClientRequest given) {
        HttpExecuteRequest.Builder request = HttpExecuteRequest.builder().request(head(given));
        Upload upload = given.upload();
        return upload == null
                ? request.build()
                : request.contentStreamProvider(() -> open(upload)).build();
    }

    /** With the headers that the SDK's marshallers make of a body. */
    static SdkHttpRequest head(ClientRequest given) {
        SdkHttpRequest.Builder request = at(URI.create(given.url())).method(SdkHttpMethod.fromValue(given.method()));
        for (int i = 0; i < given.headers().size(); i++) {
            request.appendHeader(given.headers().name(i), given.headers().value(i));
        }
        Upload upload = given.upload();
        if (upload != null) {
            request.putHeader("Content-Type", upload.contentType());
            if (upload.length() >= 0) {
                request.putHeader("Content-Length", Long.toString(upload.length()));
            }
        }
        return request.build();
    }

    /** The builder's own way to take a URI puts the query into another order. */
    private static SdkHttpRequest.Builder at(URI uri) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .protocol(uri.getScheme())
                .host(uri.getHost())
                .port(uri.getPort())
                .encodedPath(uri.getRawPath());
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                request.appendRawQueryParameter(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return request;
    }

    private static InputStream open(Upload upload) {
        try {
            return upload.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private record AwsExchange(HttpExecuteResponse response, AtomicBoolean aborted) implements Exchange {

        AwsExchange(HttpExecuteResponse response) {
            this(response, new AtomicBoolean());
        }

        @Override
        public HttpResponse head() {
            SdkHttpResponse head = response.httpResponse();
            Headers.Builder headers = Headers.builder();
            head.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            return new HttpResponse(head.statusCode(), head.statusText().orElse(""), headers.build(), Body.EMPTY);
        }

        @Override
        public InputStream body() {
            return response.responseBody().map(InputStream.class::cast).orElseGet(InputStream::nullInputStream);
        }

        @Override
        public void cancel() {
            aborted.set(true);
            response.responseBody().ifPresent(AbortableInputStream::abort);
        }

        /** Apache's client reads on when a response is closed, for ever if need be: who has enough aborts. */
        @Override
        public void close() throws IOException {
            CompletableFuture<Void> patience = CompletableFuture.runAsync(
                    this::cancel, CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS));
            try {
                body().close();
            } catch (IOException e) {
                if (!aborted.get()) {
                    throw e;
                }
            } finally {
                patience.cancel(false);
            }
        }
    }
}
