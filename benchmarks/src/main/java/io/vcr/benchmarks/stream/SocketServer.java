package io.vcr.benchmarks.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of WebSockets in a JVM without clients: each socket gets all messages at once when it has sent one. */
public final class SocketServer implements AutoCloseable {

    static final int MESSAGES = 10_000;
    static final int BYTES = 1_000;

    private static final String KEY = "sec-websocket-key:";
    private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int WHOLE_TEXT = 0x81;
    private static final int LENGTH_OF_16_BITS = 126;

    private final ServerSocket server;
    private final byte[] frames;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private SocketServer(ServerSocket server, byte[] frames) {
        this.server = server;
        this.frames = frames;
    }

    public static SocketServer start() throws IOException {
        SocketServer sockets = new SocketServer(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), frames());
        sockets.threads.execute(sockets::accept);
        return sockets;
    }

    public String url() {
        return "ws://localhost:" + server.getLocalPort() + "/socket";
    }

    private static byte[] frames() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(frames);
        for (int i = 0; i < MESSAGES; i++) {
            String start = "{\"type\":\"text.delta\",\"number\":" + i + ",\"delta\":\"";
            String text = start + "word ".repeat((BYTES - start.length() - 2) / 5) + "\"}";
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            fields.writeByte(WHOLE_TEXT);
            fields.writeByte(LENGTH_OF_16_BITS);
            fields.writeShort(payload.length);
            fields.write(payload);
        }
        return frames.toByteArray();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accepted(socket.getInputStream()) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read(); // the first byte of a message: the client is ready
            out.write(frames);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the client has gone
        }
    }

    private static String accepted(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        int start = head.toString().toLowerCase(Locale.ROOT).indexOf(KEY) + KEY.length();
        String key = head.substring(start, head.indexOf("\r\n", start)).strip();
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
