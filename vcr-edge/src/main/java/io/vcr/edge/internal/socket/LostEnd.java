package io.vcr.edge.internal.socket;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a connection to an API that the client of the JDK has lost. That client does not report an end that it reads
 * before its listener has asked for what follows the last message. So an API that is silent after a message gets some pings: if
 * the connection is gone, the last of them fails. Thread-safe.
 */
final class LostEnd {

    /** The first one is lost, the client of the JDK hides the failure of the second one and reports that of the third. */
    private static final int PINGS = 3;

    private final Sockets sockets;
    private final Consumer<Throwable> lost;
    private @Nullable WebSocket api;

    /** Since what follows the last message was asked for. */
    private int looks;

    private boolean isScheduled;
    private boolean isStopped;

    LostEnd(Sockets sockets, Consumer<Throwable> lost) {
        this.sockets = sockets;
        this.lost = lost;
    }

    /** A message has come. While the client takes it, the end may well be behind it and not be lost. */
    synchronized void received() {
        api = null;
    }

    /** What follows a message was asked for, so no end is lost until the next message. */
    synchronized void asked(WebSocket socket) {
        api = socket;
        looks = 0;
        schedule();
    }

    /** The end is no longer waited for, or nothing may be sent. */
    synchronized void stop() {
        isStopped = true;
    }

    private void schedule() {
        if (!isScheduled && !isStopped) {
            isScheduled = true;
            sockets.afterPause(this::look);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    private void look() {
        WebSocket silent = silent();
        if (silent != null) {
            silent.sendPing(ByteBuffer.allocate(0)).whenComplete((pinged, failure) -> {
                // Anything else says that the ping before waits behind what the API does not take yet.
                if (failure instanceof IOException && !isStopped()) {
                    lost.accept(failure);
                }
            });
        }
    }

    /** The socket of an API that has sent nothing since the last look, or null. */
    private synchronized @Nullable WebSocket silent() {
        isScheduled = false;
        looks++;
        if (looks <= PINGS) {
            schedule();
        }
        return looks > 1 && !isStopped ? api : null;
    }

    private synchronized boolean isStopped() {
        return isStopped;
    }
}
