package io.vcr.testkit;

import io.vcr.http.Body;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** The body of a request, which the client sends from a stream. Thread-safe. */
public final class Upload {

    /** The message of the exception of a broken upload. */
    static final String BROKEN = "the file is gone";

    private final String contentType;
    private final Body body;
    private final boolean repeatable;
    private final boolean lengthKnown;
    private final boolean broken;
    private final AtomicInteger opened = new AtomicInteger();

    private Upload(String contentType, Body body, boolean repeatable, boolean lengthKnown, boolean broken) {
        this.contentType = contentType;
        this.body = body;
        this.repeatable = repeatable;
        this.lengthKnown = lengthKnown;
        this.broken = broken;
    }

    /** A body in memory. */
    static Upload of(String contentType, Body body) {
        return new Upload(contentType, body, true, true, false);
    }

    /** A body that can be read only once, such as the multipart upload of an SDK. */
    static Upload oneShot(String contentType, Body body, boolean lengthKnown) {
        return new Upload(contentType, body, false, lengthKnown, false);
    }

    /** A body that cannot be read. */
    static Upload broken() {
        return new Upload("text/plain", Body.EMPTY, false, false, true);
    }

    /**
     * Returns the media type.
     *
     * @return such as {@code application/json}
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Returns the length, if it is known before the body is read.
     *
     * @return the length in bytes, or -1
     */
    public long length() {
        return lengthKnown ? body.length() : -1;
    }

    /**
     * Tells whether the client may read the body more than once.
     *
     * @return false for a stream that can be read only once
     */
    public boolean isRepeatable() {
        return repeatable;
    }

    /**
     * Opens the content.
     *
     * @return a new stream
     * @throws IOException if the body is not repeatable and was opened before, or cannot be read
     */
    public InputStream open() throws IOException {
        if (opened.incrementAndGet() > 1 && !repeatable) {
            throw new IOException("A body that can be read only once is read again");
        }
        if (broken) {
            throw new IOException(BROKEN);
        }
        return body.stream();
    }
}
