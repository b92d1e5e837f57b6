package io.vcr.edge.internal.message;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of a body, each as it comes and in a write of its own, and requests more when the client has taken
 * most of them: a source that waited for each write would change threads for each piece. In a large body the pieces that
 * wait go into one write, because a write costs more than a copy. Thread-safe.
 */
final class BodyWriter extends IteratingCallback implements Output {

    /** How many lists of pieces may be requested and not taken; that of the client to the API has at most 16 KiB. */
    private static final int WINDOW = 16;

    /** After so many bytes, pieces that wait are joined: a body of that size is no stream of small events. */
    private static final int LARGE_BODY_BYTES = 1 << 20;

    private static final int LARGE_WRITE_BYTES = 64 * 1024;

    private final Response response;
    private final Callback whole;
    private final Runnable clientLeft;
    private final Queue<List<ByteBuffer>> pieces = new ConcurrentLinkedQueue<>();
    private volatile Flow.@Nullable Subscription source;
    private volatile boolean ended;
    private volatile @Nullable Throwable cut;
    private boolean headDue;
    private boolean finished;
    private int open;
    private Iterator<ByteBuffer> taken = Collections.emptyIterator();
    private long written;
    private @Nullable ByteBuffer joined;
    private @Nullable ByteBuffer rest;

    /**
     * A writer for a response whose head is set.
     *
     * @param response the response
     * @param whole gets its end
     * @param clientLeft called if the client does not take it whole
     * @param headFirst whether the head is sent before the first piece is there
     */
    BodyWriter(Response response, Callback whole, Runnable clientLeft, boolean headFirst) {
        this.response = response;
        this.whole = whole;
        this.clientLeft = clientLeft;
        this.headDue = headFirst;
    }

    @Override
    public void begin(Flow.Subscription newSource) {
        source = newSource;
        iterate();
    }

    @Override
    public void pieces(List<ByteBuffer> more) {
        pieces.add(more);
        iterate();
    }

    @Override
    public void end() {
        ended = true;
        iterate();
    }

    @Override
    public void fail(Throwable failure) {
        cut = failure;
        iterate();
    }

    @Override
    protected Action process() throws Throwable {
        if (headDue) {
            headDue = false;
            write(false, BufferUtil.EMPTY_BUFFER);
            return Action.SCHEDULED;
        }
        boolean noMore = ended; // before the poll: the last piece comes before the end
        Throwable failure = cut;
        ByteBuffer piece = written < LARGE_BODY_BYTES ? next() : nextJoined();
        request();
        if (piece != null) {
            write(false, piece);
            return Action.SCHEDULED;
        }
        if (failure != null) {
            throw failure;
        }
        if (noMore) {
            if (finished) {
                return Action.SUCCEEDED;
            }
            finished = true;
            write(true, BufferUtil.EMPTY_BUFFER);
            return Action.SCHEDULED;
        }
        return Action.IDLE;
    }

    private @Nullable ByteBuffer next() {
        while (!taken.hasNext()) {
            List<ByteBuffer> more = pieces.poll();
            if (more == null) {
                return null;
            }
            open--;
            taken = more.iterator();
        }
        return taken.next();
    }

    /** Returns the bytes of the pieces that wait, or null if none does. */
    private @Nullable ByteBuffer nextJoined() {
        if (joined == null) {
            joined = ByteBuffer.allocateDirect(LARGE_WRITE_BYTES); // the socket would copy another one once more
        }
        joined.clear();
        if (rest == null) {
            rest = next();
        }
        while (rest != null && joined.hasRemaining()) {
            BufferUtil.put(rest, joined);
            if (!rest.hasRemaining()) {
                rest = next();
            }
        }
        return joined.position() == 0 ? null : joined.flip();
    }

    private void request() {
        Flow.Subscription from = source;
        if (from != null && open <= WINDOW / 2) {
            int more = WINDOW - open;
            open = WINDOW;
            from.request(more);
        }
    }

    /** The time in which the API was silent does not count against the client that is to take what comes. */
    private void write(boolean last, ByteBuffer piece) {
        EndPoint connection =
                response.getRequest().getConnectionMetaData().getConnection().getEndPoint();
        if (connection instanceof IdleTimeout idle) {
            idle.notIdle();
        }
        written += piece.remaining();
        response.write(last, piece, this);
    }

    @Override
    protected void onCompleteFailure(Throwable failure) {
        clientLeft.run();
        Flow.Subscription from = source;
        if (from != null) {
            from.cancel();
        }
        whole.failed(failure);
    }

    @Override
    protected void onCompleteSuccess() {
        whole.succeeded();
    }
}
