package io.vcr.benchmarks.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A relay on this machine in front of a server, as slow as a link to another one: each byte arrives 1 ms after it was sent, and
 * 100 Mbit pass in a second, in each direction. Its threads end with the JVM.
 */
final class SlowLink implements AutoCloseable {

    private static final long LATENCY_NANOS = 1_000_000;
    private static final long NANOS_FOR_A_BYTE = 80;
    private static final int CHUNK_BYTES = 1460;

    private final ServerSocket entrance;
    private final int target;

    private SlowLink(ServerSocket entrance, int target) {
        this.entrance = entrance;
        this.target = target;
    }

    static SlowLink to(int port) {
        try {
            SlowLink link = new SlowLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
            start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            carry(client, server);
            carry(server, client);
        }
    }

    private static void carry(Socket from, Socket to) {
        BlockingQueue<Chunk> onTheWay = new LinkedBlockingQueue<>();
        start(() -> send(from, onTheWay));
        start(() -> arrive(onTheWay, to));
    }

    /** A chunk leaves when the one before it has left. */
    private static void send(Socket from, BlockingQueue<Chunk> onTheWay) throws IOException {
        InputStream in = from.getInputStream();
        byte[] bytes = new byte[CHUNK_BYTES];
        long left = System.nanoTime();
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
            left = Math.max(left, System.nanoTime()) + read * NANOS_FOR_A_BYTE;
            onTheWay.add(new Chunk(ByteBuffer.wrap(Arrays.copyOf(bytes, read)), left + LATENCY_NANOS));
        }
    }

    private static void arrive(BlockingQueue<Chunk> onTheWay, Socket to) throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        while (true) {
            Chunk next = onTheWay.take();
            for (long wait = next.nanosLeft(); wait > 0; wait = next.nanosLeft()) {
                LockSupport.parkNanos(wait);
            }
            out.write(next.bytes().array());
        }
    }

    /** Some bytes, and when they arrive. */
    private record Chunk(ByteBuffer bytes, long due) {

        long nanosLeft() {
            return due - System.nanoTime();
        }
    }

    /** What a thread of the relay does until its connection ends. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // the end of a connection
                    }
                },
                "slow-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
