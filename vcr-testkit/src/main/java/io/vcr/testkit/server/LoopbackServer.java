package io.vcr.testkit.server;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on a loopback port for HTTP/1.1, and for HTTP/2 without TLS with prior knowledge. Scripts write its
 * responses to the connection, so a test can hold back a chunk, cut a connection or send an invalid response. It keeps
 * the requests that it has received. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {

    /** Many tests connect at once. A connection that finds no place is tried again after a second, then after two. */
    private static final int BACKLOG = 1_024;

    static final long PATIENCE_SECONDS = 20;

    /** Answers one request, on a thread of the server. */
    @FunctionalInterface
    public interface Script {

        /**
         * Answers a request.
         *
         * @param request the whole request
         * @param wire the connection to write the response to
         * @throws IOException if the client has gone; it ends the connection
         */
        void answer(Received request, Wire wire) throws IOException;
    }

    /**
     * A request as the server has received it. Immutable.
     *
     * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
     * @param method such as {@code GET}
     * @param target path and query as sent
     * @param headers the header fields in order
     * @param body the body, without its transfer encoding
     */
    public record Received(String protocol, String method, String target, Headers headers, Body body) {

        /**
         * Returns the body as a text.
         *
         * @return its bytes as UTF-8
         */
        public String text() {
            return new String(body.bytes(), StandardCharsets.UTF_8);
        }
    }

    /** The server's end of one exchange. Confined to the thread of its script. */
    public interface Wire {

        /**
         * Sends a whole response, in one piece.
         *
         * @param status such as {@code 200 OK}
         * @param headers header lines between newlines; {@code Content-Length} is added
         * @param body the body
         * @throws IOException if the client has gone
         */
        void respond(String status, String headers, byte[] body) throws IOException;

        /**
         * Sends a whole response, in one piece.
         *
         * @param status such as {@code 200 OK}
         * @param headers header lines between newlines; {@code Content-Length} is added
         * @param body the body
         * @throws IOException if the client has gone
         */
        default void respond(String status, String headers, String body) throws IOException {
            respond(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Sends only a head: of a response without a body, of an interim response, or of a response whose body
         * {@link #send} writes.
         *
         * @param status such as {@code 204 No Content} or {@code 103 Early Hints}
         * @param headers header lines between newlines, sent as they are
         * @throws IOException if the client has gone
         */
        void head(String status, String headers) throws IOException;

        /**
         * Sends bytes unchanged after a head. In HTTP/2 {@link #lastChunk} must end the body.
         *
         * @param bytes a piece of the body
         * @throws IOException if the client has gone
         */
        void send(byte[] bytes) throws IOException;

        /**
         * Begins a response with status 200 and without a length; {@link #chunk} and {@link #lastChunk} follow.
         *
         * @param headers header lines between newlines
         * @throws IOException if the client has gone
         */
        void chunked(String headers) throws IOException;

        /**
         * Sends a piece of a body without a length.
         *
         * @param bytes the piece
         * @throws IOException if the client has gone
         */
        void chunk(byte[] bytes) throws IOException;

        /**
         * Sends a piece of a body without a length.
         *
         * @param text the piece
         * @throws IOException if the client has gone
         */
        default void chunk(String text) throws IOException {
            chunk(text.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * Sends each byte as a piece of its own.
         *
         * @param bytes the pieces
         * @throws IOException if the client has gone
         */
        default void drip(byte[] bytes) throws IOException {
            for (byte one : bytes) {
                chunk(new byte[] {one});
            }
        }

        /**
         * Ends a body without a length.
         *
         * @param trailers trailer lines
         * @throws IOException if the client has gone
         */
        void lastChunk(String... trailers) throws IOException;

        /**
         * Sends chunks and the end of the body in one piece, so that the end arrives with the beginning.
         *
         * @param chunks the pieces
         * @throws IOException if the client has gone
         */
        void rest(String... chunks) throws IOException;

        /**
         * Announces a piece, sends half of it and ends the connection.
         *
         * @param text the half that is sent
         * @throws IOException always
         */
        void brokenChunk(String text) throws IOException;

        /**
         * Ends the connection, or in HTTP/2 the stream.
         *
         * @throws IOException always
         */
        default void cut() throws IOException {
            throw new IOException("cut");
        }

        /**
         * Waits until the test counts a latch down.
         *
         * @param latch the latch
         * @throws IOException if the test does not count it down in time, or the server is closed
         */
        default void await(CountDownLatch latch) throws IOException {
            try {
                if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("The test did not count down the latch of the server");
                }
            } catch (InterruptedException e) {
                throw new IOException("The server is closed", e);
            }
        }

        /**
         * Waits until the client closes the connection. Discards the bytes that it sends before.
         *
         * @throws IOException if the connection breaks
         */
        void awaitHangUp() throws IOException;

        /**
         * Accepts a request for a WebSocket. In HTTP/1.1 only.
         *
         * @param request the request that this wire answers
         * @param headers header lines between newlines, such as {@code Sec-WebSocket-Protocol: chat}
         * @return the server's end of the socket
         * @throws IOException if the request asks for no WebSocket, or the client has gone
         */
        default LoopbackSocket upgrade(Received request, String headers) throws IOException {
            throw new IOException("HTTP/2 cannot be upgraded");
        }
    }

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Map<Integer, CountDownLatch> probes = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    private LoopbackServer() throws IOException {
        listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @return a server that answers 404
     */
    public static LoopbackServer start() {
        try {
            LoopbackServer server = new LoopbackServer();
            server.threads.execute(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers the requests for a path, with any query, by a script.
     *
     * @param path such as {@code /v1/charges}
     * @param script answers each of them
     * @return this server
     */
    public LoopbackServer on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    /**
     * Returns the URL of a target on this server.
     *
     * @param target path and query
     * @return such as {@code http://127.0.0.1:40001/v1/charges}
     */
    public String url(String target) {
        return "http://127.0.0.1:" + listener.getLocalPort() + target;
    }

    /**
     * Returns the requests so far.
     *
     * @return a copy, in the order in which they came
     */
    public List<Received> requests() {
        return List.copyOf(requests);
    }

    /**
     * Returns the last request.
     *
     * @return the request
     * @throws IndexOutOfBoundsException if there was none
     */
    public Received request() {
        return requests.get(requests.size() - 1);
    }

    /**
     * Returns the number of connections opened so far. While the server listens, it also counts connections in its
     * queue.
     *
     * @return the number
     */
    public int connections() {
        if (!listener.isClosed()) {
            awaitQueue();
        }
        return connections.get();
    }

    /** Waits for the queue with a connection of its own: the server accepts connections in their order. */
    private void awaitQueue() {
        try (Socket probe = new Socket()) {
            probe.bind(new InetSocketAddress(listener.getInetAddress(), 0));
            CountDownLatch accepted = new CountDownLatch(1);
            probes.put(probe.getLocalPort(), accepted);
            probe.connect(listener.getLocalSocketAddress());
            if (!accepted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The server does not accept connections");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                CountDownLatch probe = probes.remove(socket.getPort());
                if (probe != null) {
                    probe.countDown();
                    socket.close();
                    continue;
                }
                sockets.add(socket);
                connections.incrementAndGet();
                if (listener.isClosed()) {
                    socket.close(); // the connection arrived while the listener was closed
                } else {
                    socket.setTcpNoDelay(true);
                    threads.execute(() -> serve(socket));
                }
            }
        } catch (IOException | RejectedExecutionException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            if (Http2Connection.isBegunOn(in)) {
                new Http2Connection(in, socket.getOutputStream(), threads, this::answer).serve();
            } else {
                new Http1Connection(in, socket.getOutputStream()).serve(this::answer);
            }
        } catch (IOException e) {
            // The script or the client has cut the connection.
        }
    }

    private void answer(Received request, Wire wire) throws IOException {
        requests.add(request);
        scripts.getOrDefault(
                        request.target().replaceFirst("\\?.*", ""),
                        (unknown, answer) -> answer.respond("404 Not Found", "", "no script"))
                .answer(request, wire);
    }

    /** Cuts all connections. The port is closed when it returns. */
    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdownNow();
            for (Socket socket : sockets) {
                socket.close();
            }
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A script of the server does not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
