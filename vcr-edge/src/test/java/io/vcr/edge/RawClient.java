package io.vcr.edge;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that sends bytes and shows how the response was split. Confined to one thread. */
final class RawClient implements Closeable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawClient connect(String url) throws IOException {
        Socket socket = new Socket("127.0.0.1", URI.create(url).getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    /** Sends the head of a GET for a URL of the edge. */
    static RawClient get(String url) throws IOException {
        RawClient client = connect(url);
        return client.send(
                "GET " + URI.create(url).getRawPath() + " HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n");
    }

    /** Sends the handshake of a WebSocket for a URL of the edge. */
    static RawClient upgrade(String url) throws IOException {
        RawClient client = connect(url);
        return client.send("GET " + URI.create(url).getRawPath() + " HTTP/1.1\r\nHost: edge\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    RawClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The status line and the headers, a line each. */
    List<String> head() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    /** The status of the response; 0 if the server has closed the connection without one. */
    int status() throws IOException {
        try {
            return Integer.parseInt(head().get(0).split(" ")[1]);
        } catch (EOFException e) {
            return 0;
        }
    }

    /** One chunk, empty at the end. The line end after a chunk comes with the next one. */
    String chunk() throws IOException {
        String size = line();
        return text(Integer.parseInt(size.isEmpty() ? line() : size, 16));
    }

    /** The chunks of a body. */
    List<String> chunks() throws IOException {
        List<String> chunks = new ArrayList<>();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    String text(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What comes until the server closes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Drops what comes until the server closes or cuts the connection. */
    void awaitEnd() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // cut
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
