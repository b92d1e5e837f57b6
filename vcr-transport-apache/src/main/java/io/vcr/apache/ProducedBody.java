package io.vcr.apache;

import io.vcr.http.Body;
import io.vcr.transport.SerialTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body that a producer writes. It calls the producer as HttpClient's connections do: once at the start,
 * then while data is available, and again when the producer requests output, as reactive producers do. Thread-safe.
 */
final class ProducedBody implements DataStreamChannel {

    private final AsyncEntityProducer source;
    private final SerialTask asking = new SerialTask(this::ask);
    private final CompletableFuture<Body> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private byte[] whole = {};
    private @Nullable List<? extends Header> trailers;
    private boolean ended;
    private boolean begun;

    ProducedBody(AsyncEntityProducer source) {
        this.source = source;
    }

    /** Begins to read. The result is complete on return if the producer has the whole body at once. */
    CompletionStage<Body> read() {
        asking.run();
        return body;
    }

    boolean cancel() {
        return body.completeExceptionally(new InterruptedIOException("Cancelled while the request body was read"));
    }

    private void ask() {
        try {
            while (!isOver() && (!begun || source.available() > 0)) {
                begun = true;
                source.produce(this);
            }
        } catch (IOException | RuntimeException e) {
            body.completeExceptionally(e);
        } catch (Error e) {
            body.completeExceptionally(new IOException("The producer of the request has failed", e));
            throw e;
        }
        // Completed here and not in endStream, because a producer may hold a lock when it calls endStream.
        if (hasEnded() && !body.isDone()) {
            body.complete(Body.of(collected()));
        }
    }

    private boolean isOver() {
        return hasEnded() || body.isDone();
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private synchronized byte[] collected() {
        whole = bytes.toByteArray();
        return whole;
    }

    @Override
    public void requestOutput() {
        asking.runLater();
    }

    @Override
    public synchronized int write(ByteBuffer source) {
        byte[] piece = new byte[source.remaining()];
        source.get(piece);
        bytes.writeBytes(piece);
        return piece.length;
    }

    @Override
    public void endStream() {
        endStream(null);
    }

    @Override
    public void endStream(@Nullable List<? extends Header> given) {
        synchronized (this) {
            trailers = given;
            ended = true;
        }
        asking.runLater();
    }

    /** A producer of the collected body. */
    synchronized AsyncEntityProducer again() {
        return new ReadProducer(source, whole, trailers);
    }

    /** Sends the bytes that were read like the original producer: with its type, length and trailers. */
    private static final class ReadProducer implements AsyncEntityProducer {

        private final AsyncEntityProducer source;
        private final @Nullable List<? extends Header> trailers;
        private final ByteBuffer rest;

        ReadProducer(AsyncEntityProducer source, byte[] bytes, @Nullable List<? extends Header> trailers) {
            this.source = source;
            this.trailers = trailers;
            this.rest = ByteBuffer.wrap(bytes);
        }

        @Override
        public boolean isRepeatable() {
            return source.isRepeatable();
        }

        @Override
        public long getContentLength() {
            return source.getContentLength();
        }

        @Override
        public String getContentType() {
            return source.getContentType();
        }

        @Override
        public String getContentEncoding() {
            return source.getContentEncoding();
        }

        @Override
        public boolean isChunked() {
            return source.isChunked();
        }

        @Override
        public Set<String> getTrailerNames() {
            return source.getTrailerNames();
        }

        @Override
        public int available() {
            return Integer.MAX_VALUE; // the end of the stream remains to be written too
        }

        @Override
        public void produce(DataStreamChannel channel) throws IOException {
            if (rest.hasRemaining()) {
                channel.write(rest);
            }
            if (rest.hasRemaining()) {
                return;
            }
            if (trailers == null) {
                channel.endStream();
            } else {
                channel.endStream(trailers);
            }
        }

        @Override
        public void failed(Exception cause) {
            source.failed(cause);
        }

        /** HttpClient also calls this before a retry. */
        @Override
        public void releaseResources() {
            rest.rewind();
            source.releaseResources();
        }
    }
}
