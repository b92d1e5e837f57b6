package io.vcr.spring;

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
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * RestClient or RestTemplate as the contract of transports sees it. The client without the recorder has an interceptor too,
 * because with any interceptor Spring sends the body of a request from memory. Thread-safe.
 */
final class BlockingTransportClient implements TransportClient {

    /** Makes a call up to its response. */
    private interface Opener {
        ClientHttpResponse open(URI uri, ClientRequest request) throws IOException;
    }

    private final Factories.Connections connections;
    private final Opener opener;

    private BlockingTransportClient(Factories.Connections connections, Opener opener) {
        this.connections = connections;
        this.opener = opener;
    }

    static TransportClient restClient(Attachment attachment, Factories.Connections connections) {
        RestClient client = RestClient.builder()
                .requestFactory(connections.factory())
                .requestInterceptor(interceptor(attachment))
                .build();
        return new BlockingTransportClient(connections, (uri, given) -> {
            RestClient.RequestBodySpec request =
                    client.method(HttpMethod.valueOf(given.method())).uri(uri);
            for (int i = 0; i < given.headers().size(); i++) {
                request.header(given.headers().name(i), given.headers().value(i));
            }
            Upload upload = given.upload();
            if (upload != null) {
                request.header("Content-Type", upload.contentType());
                if (upload.length() >= 0) {
                    request.contentLength(upload.length());
                }
                request.body(target -> write(upload, target));
            }
            return request.exchange((sent, response) -> response, false);
        });
    }

    static TransportClient restTemplate(Attachment attachment, Factories.Connections connections) {
        OpenTemplate template = new OpenTemplate();
        template.setRequestFactory(connections.factory());
        template.getInterceptors().add(interceptor(attachment));
        return new BlockingTransportClient(connections, template::open);
    }

    /** A template that does not close a response when it is read. */
    private static final class OpenTemplate extends RestTemplate {

        ClientHttpResponse open(URI uri, ClientRequest given) throws IOException {
            ClientHttpRequest request = createRequest(uri, HttpMethod.valueOf(given.method()));
            given.headers().forEach(request.getHeaders()::add);
            Upload upload = given.upload();
            if (upload != null) {
                request.getHeaders().set("Content-Type", upload.contentType());
                write(upload, request.getBody());
            }
            return request.execute();
        }
    }

    private static ClientHttpRequestInterceptor interceptor(Attachment attachment) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return VcrClientInterceptor.of(explicit.session());
        }
        return attachment instanceof Attachment.Ambient
                ? VcrClientInterceptor.ambient()
                : (request, body, execution) -> execution.execute(request, body);
    }

    private static void write(Upload upload, OutputStream target) throws IOException {
        try (InputStream body = upload.open()) {
            body.transferTo(target);
        }
    }

    @Override
    public Exchange send(ClientRequest request) throws IOException {
        try {
            ClientHttpResponse response = opener.open(URI.create(request.url()), request);
            return new SpringExchange(response, connections.canceller(response), new AtomicBoolean());
        } catch (ResourceAccessException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }

    private record SpringExchange(ClientHttpResponse response, Runnable canceller, AtomicBoolean cancelled)
            implements Exchange {

        @Override
        public HttpResponse head() throws IOException {
            Headers.Builder headers = Headers.builder();
            response.getHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
            return new HttpResponse(
                    response.getStatusCode().value(), response.getStatusText(), headers.build(), Body.EMPTY);
        }

        @Override
        public InputStream body() throws IOException {
            return response.getBody();
        }

        @Override
        public void cancel() {
            cancelled.set(true);
            canceller.run();
        }

        /** Spring reads on when a response is closed, for ever if need be: who has enough cancels the call below. */
        @Override
        public void close() {
            CompletableFuture<Void> patience = CompletableFuture.runAsync(
                    this::cancel, CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS));
            response.close();
            patience.cancel(false);
        }
    }
}
