package io.vcr.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a store and a server, and can forget connections as a router does: open on both sides, and silent. */
final class Relay implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile List<Socket> forgotten = List.of();

    Relay(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** From here on the connections that are there carry nothing; new ones do. */
    void forget() {
        forgotten = List.copyOf(sockets);
    }

    private void accept() {
        try {
            while (true) {
                Socket near = entrance.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(near, far));
                start(() -> carry(near, far));
                start(() -> carry(far, near));
            }
        } catch (IOException e) {
            // the end of the test
        }
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[1 << 13];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (!forgotten.contains(from)) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException e) {
            // one side has ended
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
