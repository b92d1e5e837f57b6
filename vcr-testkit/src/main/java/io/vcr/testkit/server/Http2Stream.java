package io.vcr.testkit.server;

import io.vcr.http.Body;
import io.vcr.testkit.server.Hpack.Field;
import io.vcr.testkit.server.LoopbackServer.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One exchange on an HTTP/2 connection. The thread of its script writes to it. */
final class Http2Stream implements LoopbackServer.Wire {

    final int id;
    final Window window;

    private final Http2Connection connection;
    private final List<Field> fields;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    Http2Stream(Http2Connection connection, int id, int window, List<Field> fields) {
        this.connection = connection;
        this.id = id;
        this.window = new Window(window);
        this.fields = fields;
    }

    void continueIfAsked() throws IOException {
        if (fields.contains(new Field("expect", "100-continue"))) {
            head("100 Continue", "");
        }
    }

    void received(byte[] content) {
        body.writeBytes(content);
    }

    Received request() {
        return new Received(
                "HTTP/2", pseudo(":method"), pseudo(":path"), Hpack.headers(fields), Body.of(body.toByteArray()));
    }

    private String pseudo(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst()
                .orElse("");
    }

    void hangUp() {
        hungUp.countDown();
        window.close();
    }

    @Override
    public void respond(String status, String headers, byte[] content) throws IOException {
        boolean ended = writeHead(status, "Content-Length: " + content.length + "\n" + headers);
        if (!ended) {
            connection.writeData(this, content, true);
        }
        connection.flush();
    }

    @Override
    public void head(String status, String headers) throws IOException {
        writeHead(status, headers);
        connection.flush();
    }

    /** Where no body can follow the stream ends with the head. */
    private boolean writeHead(String status, String headers) throws IOException {
        boolean end = status.startsWith("204")
                || status.startsWith("304")
                || (pseudo(":method").equals("HEAD") && !status.startsWith("1"));
        connection.writeHeaders(this, Hpack.encode(status, headers), end);
        return end;
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        connection.writeData(this, bytes, false);
        connection.flush();
    }

    @Override
    public void chunked(String headers) throws IOException {
        head("200 OK", headers);
    }

    @Override
    public void chunk(byte[] bytes) throws IOException {
        send(bytes);
    }

    @Override
    public void lastChunk(String... trailers) throws IOException {
        if (trailers.length == 0) {
            connection.writeData(this, new byte[0], true);
        } else {
            connection.writeHeaders(this, Hpack.encode("", String.join("\n", trailers)), true);
        }
        connection.flush();
    }

    @Override
    public void rest(String... chunks) throws IOException {
        for (String chunk : chunks) {
            connection.writeData(this, chunk.getBytes(StandardCharsets.UTF_8), false);
        }
        lastChunk();
    }

    @Override
    public void brokenChunk(String text) throws IOException {
        chunk(text.getBytes(StandardCharsets.UTF_8));
        cut();
    }

    @Override
    public void awaitHangUp() throws IOException {
        try {
            if (!hungUp.await(LoopbackServer.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("The client does not hang up");
            }
        } catch (InterruptedException e) {
            throw new IOException("The server is closed", e);
        }
    }
}
