package io.vcr.edge;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of a body, each as it comes and in a write of its own, and requests more when the client has taken
 * them. Thread-safe.
 */
final class BodyWriter extends IteratingCallback implements Output {

    private final Response response;
    private final Callback whole;
    private final Runnable clientLeft;
    private final Queue<ByteBuffer> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription source;
    private volatile boolean ended;
    private volatile @Nullable Throwable cut;
    private boolean headDue;
    private boolean finished;

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
        pieces.addAll(more);
        waiting.set(false);
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
        ByteBuffer piece = pieces.poll();
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
        Flow.Subscription from = source;
        if (from != null && waiting.compareAndSet(false, true)) {
            from.request(1);
        }
        return Action.IDLE;
    }

    /** The time in which the API was silent does not count against the client that is to take what comes. */
    private void write(boolean last, ByteBuffer piece) {
        EndPoint connection =
                response.getRequest().getConnectionMetaData().getConnection().getEndPoint();
        if (connection instanceof IdleTimeout idle) {
            idle.notIdle();
        }
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
