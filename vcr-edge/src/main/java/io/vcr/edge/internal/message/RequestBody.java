package io.vcr.edge.internal.message;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Reads the body of a request to its end, without a thread that waits. Jetty 12.0 and 12.1 have no method in common for it. */
public final class RequestBody implements Runnable {

    private final Request request;
    private final int maxBytes;
    private final Consumer<byte[]> whole;
    private final Consumer<Throwable> failed;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private RequestBody(Request request, int maxBytes, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.whole = whole;
        this.failed = failed;
    }

    /** Begins. One of the two gets the result; a body over the limit is an {@link IllegalStateException}. */
    public static void read(Request request, int maxBytes, Consumer<byte[]> whole, Consumer<Throwable> failed) {
        new RequestBody(request, maxBytes, whole, failed).run();
    }

    @Override
    public void run() {
        boolean isLast = false;
        while (!isLast) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(chunk.getFailure());
                return;
            }
            isLast = chunk.isLast();
            byte[] piece = new byte[chunk.remaining()];
            chunk.get(piece, 0, piece.length);
            chunk.release();
            bytes.writeBytes(piece);
            if (bytes.size() > maxBytes) {
                fail(new IllegalStateException("The body has more than " + maxBytes + " bytes"));
                return;
            }
        }
        whole.accept(bytes.toByteArray());
    }

    private void fail(Throwable failure) {
        request.fail(failure);
        failed.accept(failure);
    }
}
