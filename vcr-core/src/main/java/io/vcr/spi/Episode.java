package io.vcr.spi;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recorded exchange. It is filtered, so it may be stored, compared and printed. Immutable.
 *
 * @param request the request
 * @param response the response with its decoded body
 * @param recordedAt when the exchange began; null if the tool that wrote the cassette does not record it
 * @param expiresAt the time from which it is no longer replayed; null for never
 * @param timing how the response arrived; null if it is not known
 */
public record Episode(
        HttpRequest request,
        HttpResponse response,
        @Nullable Instant recordedAt,
        @Nullable Instant expiresAt,
        @Nullable Timing timing) {

    /**
     * Returns the approximate memory that the exchange takes: names, values and bodies.
     *
     * @return the size in bytes
     */
    public long sizeBytes() {
        return request.uri().text().length()
                + sizeBytes(request.headers())
                + request.body().length()
                + sizeBytes(response.headers())
                + response.body().length();
    }

    private static long sizeBytes(Headers headers) {
        long bytes = 0;
        for (int i = 0; i < headers.size(); i++) {
            bytes += headers.name(i).length() + headers.value(i).length();
        }
        return bytes;
    }

    /**
     * The times at which a response arrived, measured from the moment the request was sent.
     *
     * @param firstByte the time to the first byte of the body
     * @param total the time to the end of the body
     * @param chunks the pieces in which the body arrived; empty for one piece
     */
    public record Timing(Duration firstByte, Duration total, List<Chunk> chunks) {

        /** Copies the chunks. */
        public Timing {
            chunks = List.copyOf(chunks);
        }

        /**
         * Tells whether the chunks add up to the length of a body.
         *
         * @param length the length of the body in bytes
         * @return false if there are no chunks, or a filter has changed the length of the body
         */
        public boolean fits(int length) {
            long sum = 0;
            for (Chunk chunk : chunks) {
                sum += chunk.bytes();
            }
            return !chunks.isEmpty() && sum == length;
        }
    }

    /**
     * A piece of a body.
     *
     * @param offset when it arrived, measured from the moment the request was sent
     * @param bytes its length in bytes, at least 1
     */
    public record Chunk(Duration offset, int bytes) {

        /**
         * Checks the length.
         *
         * @throws IllegalArgumentException if the length is not positive
         */
        public Chunk {
            if (bytes < 1) {
                throw new IllegalArgumentException("A chunk of " + bytes + " bytes");
            }
        }
    }
}
