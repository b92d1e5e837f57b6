package io.vcr.spring;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.AbstractClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequest;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The request of one call. WebClient writes it as it writes to the network: when it begins with the body, the head is
 * complete, and the transport decides. The body is read once for the decision, and the same bytes are sent; that of a
 * request that passes through is not read here. Confined to one thread at a time.
 */
final class AsyncOutgoingCall extends AbstractClientHttpRequest implements AsyncOutgoingRequest {

    private final HttpMethod method;
    private final URI uri;
    private final Function<? super ClientHttpRequest, Mono<Void>> writer;
    private final CompletableFuture<byte[]> read = new CompletableFuture<>();
    private final Disposable.Swap reading = Disposables.swap();
    private final Sinks.Empty<Void> written = Sinks.empty();
    private Runnable whenCommitted = () -> {};
    private @Nullable Flux<DataBuffer> content;
    private Function<ClientHttpRequest, Mono<Void>> unread = ClientHttpRequest::setComplete;
    private boolean isNative;

    AsyncOutgoingCall(HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> writer) {
        this.method = method;
        this.uri = uri;
        this.writer = writer;
    }

    HttpMethod method() {
        return method;
    }

    URI uri() {
        return uri;
    }

    /** Lets WebClient write; the callback comes when the head is complete, at most once. */
    Mono<Void> write(Runnable committed) {
        whenCommitted = committed;
        try {
            return writer.apply(this);
        } catch (NativeRequestException e) {
            isNative = true;
            committed.run();
            return Mono.empty();
        }
    }

    @Override
    public HttpRequest head() {
        return SpringMessages.request(
                method,
                uri,
                getHeaders(),
                getCookies().values().stream().flatMap(List::stream).toList());
    }

    @Override
    public CompletionStage<Body> body() {
        if (isNative) {
            return CompletableFuture.failedFuture(new IOException("A request to " + uri.getHost()
                    + " cannot be recorded: WebClient.httpRequest(..) asks for the native request, which does not exist"
                    + " before it is sent. Set its option on the connector, or let the host go live"
                    + " (vcr.pass-through-hosts)"));
        }
        Flux<DataBuffer> source = content;
        if (source == null) {
            return CompletableFuture.completedFuture(Body.EMPTY);
        }
        reading.update(DataBufferUtils.join(source)
                .map(AsyncOutgoingCall::released)
                .defaultIfEmpty(new byte[0])
                .subscribe(read::complete, read::completeExceptionally));
        return read.thenApply(Body::of);
    }

    private static byte[] released(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    /** Writes to the network what WebClient has written. */
    Mono<Void> send(ClientHttpRequest request) {
        if (isNative) {
            return writer.apply(request);
        }
        SpringMessages.withoutKey(getHeaders()).forEach(request.getHeaders()::addAll);
        getCookies().forEach((name, cookies) -> request.getCookies().addAll(name, cookies));
        request.getAttributes().putAll(getAttributes());
        return read.isDone()
                ? request.writeWith(Flux.just(request.bufferFactory().wrap(read.join())))
                : unread.apply(request);
    }

    /** Ends the writing, and the reading if it is not over. */
    void end() {
        reading.dispose();
        written.tryEmitEmpty();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return commit(Flux.from(body), request -> request.writeWith(body));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return commit(Flux.from(body).concatMap(Function.identity()), request -> request.writeAndFlushWith(body));
    }

    @Override
    public Mono<Void> setComplete() {
        return commit(null, ClientHttpRequest::setComplete);
    }

    private Mono<Void> commit(@Nullable Flux<DataBuffer> body, Function<ClientHttpRequest, Mono<Void>> passing) {
        content = body;
        unread = passing;
        return doCommit(() -> Mono.defer(() -> {
            whenCommitted.run();
            return written.asMono();
        }));
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return DefaultDataBufferFactory.sharedInstance;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // of Spring
    public <T> T getNativeRequest() {
        throw new NativeRequestException();
    }

    @Override
    protected void applyHeaders() {}

    @Override
    protected void applyCookies() {}

    private static final class NativeRequestException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NativeRequestException() {
            super("There is no native request yet", null, false, false);
        }
    }
}
