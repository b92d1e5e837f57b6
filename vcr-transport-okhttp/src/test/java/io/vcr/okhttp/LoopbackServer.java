package io.vcr.okhttp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
 * An HTTP/1.1 server on a loopback port whose answers are scripts that write to the socket: the only way to hold back a
 * chunk, to cut a connection or to send what no decent server sends. Keeps the requests that it got. Thread-safe.
 */
final class LoopbackServer implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    /** Answers one request. */
    @FunctionalInterface
    interface Script {
        void answer(Received request, Wire wire) throws IOException;
    }

    /** A request as it came over the wire. */
    record Received(String method, String target, List<String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        List<String> all(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }
    }

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private LoopbackServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static LoopbackServer start() {
        try {
            return new LoopbackServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers requests for a path, whatever their query, with a script. */
    LoopbackServer on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    String url(String target) {
        return "http://127.0.0.1:" + listener.getLocalPort() + target;
    }

    List<Received> requests() {
        return List.copyOf(requests);
    }

    Received request() {
        return requests.get(requests.size() - 1);
    }

    /** How many connections were ever opened. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                if (listener.isClosed()) {
                    socket.close(); // it came in while the listener was being closed
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
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Wire wire = new Wire(in, socket.getOutputStream());
            for (Received next = wire.read(); next != null; next = wire.read()) {
                requests.add(next);
                String path = next.target().replaceFirst("\\?.*", "");
                scripts.getOrDefault(path, (request, answer) -> answer.respond("404 Not Found", "", "no script"))
                        .answer(next, wire);
            }
        } catch (IOException e) {
            // The script or the client has cut the connection.
        }
    }

    /** Cuts all connections; when it returns nobody listens any more. */
    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdownNow();
            for (Socket socket : sockets) {
                socket.close();
            }
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server's end of one connection. Confined to its thread. */
    static final class Wire {

        private final InputStream in;
        private final OutputStream out;

        private Wire(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        /** Sends a whole response; header lines are separated by newlines. */
        void respond(String status, String headers, String body) throws IOException {
            respond(status, headers, body.getBytes(StandardCharsets.UTF_8));
        }

        /** In one piece, so that the end has come when the beginning has. */
        void respond(String status, String headers, byte[] body) throws IOException {
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            response.writeBytes(headOf(status, "Content-Length: " + body.length + "\n" + headers));
            response.writeBytes(body);
            send(response.toByteArray());
        }

        void head(String status, String headers) throws IOException {
            send(headOf(status, headers));
        }

        private static byte[] headOf(String status, String headers) {
            StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
            headers.lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> text.append(line).append("\r\n"));
            return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        }

        /** Begins a chunked response; {@link #chunk} and {@link #lastChunk} follow. */
        void chunked(String headers) throws IOException {
            head("200 OK", "Transfer-Encoding: chunked\n" + headers);
        }

        void chunk(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunk.writeBytes(bytes);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            send(chunk.toByteArray());
        }

        void lastChunk() throws IOException {
            send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Holds back what follows until the test lets it go. */
        void await(CountDownLatch latch) throws IOException {
            try {
                if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("The test did not let the server go on");
                }
            } catch (InterruptedException e) {
                throw new IOException("The server is closed", e);
            }
        }

        /** Ends the connection right here. */
        void cut() throws IOException {
            throw new IOException("cut");
        }

        /** Blocks until the client sends more or hangs up. */
        int readByte() throws IOException {
            return in.read();
        }

        private Received read() throws IOException {
            String start = line();
            if (start.isEmpty()) {
                return null;
            }
            List<String> headers = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headers.add(line);
            }
            Received head = new Received(start.split(" ")[0], start.split(" ")[1], headers, new byte[0]);
            return new Received(head.method(), head.target(), headers, body(head));
        }

        private byte[] body(Received head) throws IOException {
            if (!head.all("Transfer-Encoding").contains("chunked")) {
                List<String> length = head.all("Content-Length");
                return in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length.get(0)));
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.writeBytes(in.readNBytes(size));
                line();
            }
            line();
            return body.toByteArray();
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                line.write(next);
            }
            return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        }
    }
}
