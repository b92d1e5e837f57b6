package io.vcr.spring;

import io.vcr.Capture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;
import reactor.core.publisher.Flux;

/**
 * A live response of WebClient, whose body reaches the subscriber as it arrives. The capture comes first, because a piece
 * may make the caller end the test and its session.
 */
final class TeeResponse extends ClientHttpResponseDecorator {

    private final Capture capture;
    private final AtomicBoolean subscribed = new AtomicBoolean();

    TeeResponse(ClientHttpResponse response, Capture capture) {
        super(response);
        this.capture = capture;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        Flux<DataBuffer> body = super.getBody();
        return Flux.defer(() -> subscribed.compareAndSet(false, true) ? tee(body) : body);
    }

    /** Only for the first subscriber: another one gets an exception that says nothing about the exchange. */
    private Flux<DataBuffer> tee(Flux<DataBuffer> body) {
        return body.doOnNext(this::copy)
                .doOnComplete(capture::end)
                .doOnError(failure -> capture.fail(failure, false))
                .doOnCancel(capture::close);
    }

    private void copy(DataBuffer piece) {
        try (DataBuffer.ByteBufferIterator buffers = piece.readableByteBuffers()) {
            buffers.forEachRemaining(capture::data);
        }
    }
}
