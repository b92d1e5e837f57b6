package io.vcr.edge.internal.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** Takes the body of a response for a client. Thread-safe; the calls do not overlap. */
public interface Output {

    /** Begins the body; the source is asked for more when the client has taken what came. */
    void begin(Flow.Subscription source);

    void pieces(List<ByteBuffer> more);

    void end();

    /** Ends the response as the source has ended: cut. */
    void fail(Throwable failure);
}
