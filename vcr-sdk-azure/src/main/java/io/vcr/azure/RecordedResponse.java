package io.vcr.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.CoreUtils;
import com.azure.core.util.FluxUtil;
import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.Playback;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A response whose body is copied to a capture as it arrives, or one that does not come from the network. */
final class RecordedResponse extends HttpResponse {

    private final int status;
    private final HttpHeaders headers;
    private final Flux<ByteBuffer> body;
    private final Supplier<InputStream> stream;
    private final Runnable close;

    private RecordedResponse(
            HttpRequest request,
            int status,
            HttpHeaders headers,
            Flux<ByteBuffer> body,
            Supplier<InputStream> stream,
            Runnable close) {
        super(request);
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.stream = stream;
        this.close = close;
    }

    /** A live response. The capture comes first, because a piece may make the caller end the test and its session. */
    static HttpResponse live(HttpRequest request, HttpResponse response, Capture capture) {
        AtomicBoolean subscribed = new AtomicBoolean();
        Flux<ByteBuffer> body = response.getBody();
        Flux<ByteBuffer> tee = body.doOnNext(capture::data)
                .doOnComplete(capture::end)
                .doOnError(failure -> capture.fail(failure, false))
                .doOnCancel(capture::close);
        Supplier<InputStream> stream = () -> capture.tee(response.getBodyAsInputStreamSync(), response, () -> false);
        return new RecordedResponse(
                request,
                response.getStatusCode(),
                response.getHeaders(),
                // Another subscriber gets an exception that says nothing about the exchange.
                Flux.defer(() -> subscribed.compareAndSet(false, true) ? tee : body),
                stream,
                () -> close(response, capture, stream));
    }

    /** An end that has arrived is recorded, though nobody has read it. */
    private static void close(HttpResponse response, Capture capture, Supplier<InputStream> stream) {
        if (capture.isOver() || Schedulers.isInNonBlockingThread()) {
            capture.close();
            response.close();
            return;
        }
        try {
            stream.get().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A replayed response or a refusal. */
    static HttpResponse answer(HttpRequest request, Answer answer) {
        return new RecordedResponse(
                request,
                answer.status(),
                AzureMessages.headers(answer),
                JdkFlowAdapter.flowPublisherToFlux(Playback.publisher(answer)),
                answer::body,
                () -> {});
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    @Override
    @Deprecated
    public @Nullable String getHeaderValue(String name) {
        return headers.getValue(name);
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
        return body;
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
        return FluxUtil.collectBytesFromNetworkResponse(body, headers);
    }

    @Override
    public Mono<String> getBodyAsString() {
        String type = headers.getValue(HttpHeaderName.CONTENT_TYPE);
        return getBodyAsByteArray().map(bytes -> CoreUtils.bomAwareToString(bytes, type));
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
        return getBodyAsByteArray().map(bytes -> new String(bytes, charset));
    }

    @Override
    public InputStream getBodyAsInputStreamSync() {
        return stream.get();
    }

    @Override
    public void close() {
        close.run();
    }
}
