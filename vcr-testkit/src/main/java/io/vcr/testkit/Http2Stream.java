package io.vcr.testkit;

import io.vcr.http.Body;
import io.vcr.testkit.Hpack.Field;
import io.vcr.testkit.LoopbackServer.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One exchange on an HTTP/2 connection. The thread of its script writes to it. */
final class Http2Stream implements LoopbackServer.Wire {

    private static final int INTERNAL_ERROR = 2;

    final int id;

    /** The number of bytes that the client accepts; guarded by the connection. */
    long window;

    private final Http2Connection connection;
    private final List<Field> fields;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private boolean ended;

    Http2Stream(Http2Connection connection, int id, int window, List<Field> fields) {
        this.connection = connection;
        this.id = id;
        this.window = window;
        this.fields = fields;
    }

    void continueIfAsked() throws IOException {
        if (fields.contains(new Field("expect", "100-continue"))) {
            head("100 Continue", "");
        }
    }

    void received(byte[] bytes, int offset, int length) {
        body.write(bytes, offset, length);
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
    }

    boolean isHungUp() {
        return hungUp.getCount() == 0;
    }

    @Override
    public void respond(String status, String headers, byte[] content) throws IOException {
        begin(status, "Content-Length: " + content.length + "\n" + headers);
        if (!ended) {
            data(content, true);
        }
        connection.flush();
    }

    @Override
    public void head(String status, String headers) throws IOException {
        begin(status, headers);
        connection.flush();
    }

    /** Ends the stream with the head if no body can follow. */
    private void begin(String status, String headers) throws IOException {
        boolean interim = status.startsWith("1");
        boolean empty = status.startsWith("204")
                || status.startsWith("304")
                || pseudo(":method").equals("HEAD");
        headers(Hpack.encode(status, headers), !interim && empty);
    }

    private void headers(byte[] block, boolean end) throws IOException {
        int flags = Http2Connection.END_HEADERS | (end ? Http2Connection.END_STREAM : 0);
        connection.frame(Http2Connection.HEADERS, flags, id, block, 0, block.length);
        ended(end);
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        data(bytes, false);
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
            data(new byte[0], true);
        } else {
            headers(Hpack.encode("", String.join("\n", trailers)), true);
        }
        connection.flush();
    }

    @Override
    public void rest(String... chunks) throws IOException {
        for (String chunk : chunks) {
            data(chunk.getBytes(StandardCharsets.UTF_8), false);
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

    void reset() throws IOException {
        if (!ended) {
            byte[] code = Http2Connection.bytes(INTERNAL_ERROR);
            connection.frame(Http2Connection.RST_STREAM, 0, id, code, 0, code.length);
            connection.flush();
            ended(true);
        }
    }

    private void data(byte[] bytes, boolean end) throws IOException {
        connection.data(this, bytes, end);
        ended(end);
    }

    private void ended(boolean end) {
        if (end) {
            ended = true;
            connection.ended(this);
        }
    }
}
