package io.vcr.spring;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.PushedExchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.Upload;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** WebClient as the contract of transports sees it. Thread-safe. */
final class ReactiveTransportClient implements TransportClient {

    private final WebClient client;

    private ReactiveTransportClient(WebClient client) {
        this.client = client;
    }

    static TransportClient of(Attachment attachment, ClientHttpConnector connector) {
        return new ReactiveTransportClient(WebClient.builder()
                .clientConnector(attached(attachment, connector))
                .build());
    }

    private static ClientHttpConnector attached(Attachment attachment, ClientHttpConnector connector) {
        if (attachment instanceof Attachment.Explicit explicit) {
            return VcrClientConnector.of(explicit.session(), connector);
        }
        return attachment instanceof Attachment.Ambient ? VcrClientConnector.ambient(connector) : connector;
    }

    @Override
    public Exchange send(ClientRequest given) {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Disposable.Swap call = Disposables.swap();
        PushedExchange[] exchange = new PushedExchange[1];
        exchange[0] = new PushedExchange(() -> {
            call.dispose();
            exchange[0].pushFailure(new IOException("Cancelled"));
        });
        call.update(request(given)
                .exchangeToFlux(response -> {
                    exchange[0].pushHead(head(response));
                    return response.body(BodyExtractors.toDataBuffers());
                })
                .subscribe(
                        piece -> push(piece, exchange[0]),
                        failure -> {
                            refused.set(cause(failure));
                            exchange[0].pushFailure(cause(failure));
                        },
                        exchange[0]::pushEnd));
        if (refused.get() instanceof IllegalArgumentException e) {
            throw e; // the client does not make such a request
        }
        return exchange[0];
    }

    private WebClient.RequestHeadersSpec<?> request(ClientRequest given) {
        WebClient.RequestBodySpec request =
                client.method(HttpMethod.valueOf(given.method())).uri(URI.create(given.url()));
        for (int i = 0; i < given.headers().size(); i++) {
            request.header(given.headers().name(i), given.headers().value(i));
        }
        Upload upload = given.upload();
        if (upload == null) {
            return request;
        }
        request.header("Content-Type", upload.contentType());
        if (upload.length() >= 0) {
            request.contentLength(upload.length());
        }
        Flux<DataBuffer> body =
                DataBufferUtils.readInputStream(upload::open, DefaultDataBufferFactory.sharedInstance, 4096);
        return request.body(BodyInserters.fromDataBuffers(body));
    }

    private static HttpResponse head(ClientResponse response) {
        Headers.Builder headers = Headers.builder();
        response.headers().asHttpHeaders().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new HttpResponse(response.statusCode().value(), "", headers.build(), Body.EMPTY);
    }

    private static void push(DataBuffer piece, PushedExchange exchange) {
        ByteBuffer bytes = ByteBuffer.allocate(piece.readableByteCount());
        piece.toByteBuffer(bytes);
        DataBufferUtils.release(piece);
        exchange.push(bytes);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof WebClientRequestException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    @Override
    public void close() {}
}
