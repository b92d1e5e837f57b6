package io.vcr.okhttp;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/** A response body that reaches the caller piece by piece. A subclass, because the factories of OkHttp 4 and 5 differ. */
final class StreamedBody extends ResponseBody {

    private final Supplier<@Nullable MediaType> contentType; // parsed only for who asks
    private final long contentLength;
    private final BufferedSource source;

    private StreamedBody(Supplier<@Nullable MediaType> contentType, long contentLength, BufferedSource source) {
        this.contentType = contentType;
        this.contentLength = contentLength;
        this.source = source;
    }

    /**
     * The body of an answer. Its length is 0 for HEAD, although the headers may state a length, as it is in OkHttp for a
     * caller that reads the whole body.
     */
    static ResponseBody of(Answer answer) {
        return new StreamedBody(
                () -> answer.headers()
                        .first("Content-Type")
                        .map(MediaType::parse)
                        .orElse(null),
                answer.hasBody() ? answer.contentLength() : 0,
                Okio.buffer(Okio.source(answer.body())));
    }

    /** The live body, which is copied to the capture as the caller reads it. */
    static ResponseBody recorded(ResponseBody body, Capture capture, Call call) {
        Timeout timeout = body.source().timeout();
        InputStream tee = capture.tee(body.byteStream(), body, call::isCanceled, rest -> {
            if (!capture.isComplete()) {
                drain(rest, timeout, capture.drainTime());
            }
        });
        BufferedSource source = Okio.buffer(new ForwardingSource(Okio.source(tee)) {
            @Override
            public Timeout timeout() {
                return timeout;
            }
        });
        return new StreamedBody(body::contentType, body.contentLength(), source);
    }

    private static void drain(InputStream rest, Timeout timeout, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        boolean had = timeout.hasDeadline();
        long before = had ? timeout.deadlineNanoTime() : 0;
        timeout.deadlineNanoTime(had ? Math.min(before, deadline) : deadline);
        try {
            rest.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The end was not reached in time, so the exchange is dropped.
        } finally {
            if (had) {
                timeout.deadlineNanoTime(before);
            } else {
                timeout.clearDeadline();
            }
        }
    }

    @Override
    public @Nullable MediaType contentType() {
        return contentType.get();
    }

    @Override
    public long contentLength() {
        return contentLength;
    }

    @Override
    public BufferedSource source() {
        return source;
    }
}
