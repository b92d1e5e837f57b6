package io.vcr.testkit.server;

import java.io.IOException;

/** How many bytes a client is ready to take (RFC 9113, section 5.2). Thread-safe. */
final class Window {

    private long credit;
    private boolean closed;

    Window(long credit) {
        this.credit = credit;
    }

    /** Adds credit; less than none takes it back. */
    synchronized void add(long more) {
        credit += more;
        notifyAll();
    }

    /** Fails whoever waits. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isEmpty() {
        return credit <= 0;
    }

    /** Takes some of what is wanted and at least one byte, for which it waits. */
    synchronized int take(int wanted) throws IOException {
        while (credit <= 0) {
            if (closed) {
                throw new IOException("The client has hung up");
            }
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException("The server is closed", e);
            }
        }
        int taken = (int) Math.min(credit, wanted);
        credit -= taken;
        return taken;
    }
}
