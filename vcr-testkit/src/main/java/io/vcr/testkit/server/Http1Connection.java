package io.vcr.testkit.server;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.testkit.server.LoopbackServer.Received;
import io.vcr.testkit.server.LoopbackServer.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One HTTP/1.1 connection of the server, one request after the other. Confined to its thread. */
final class Http1Connection implements LoopbackServer.Wire {

    private final InputStream in;
    private final OutputStream out;
    private boolean isUpgraded;

    Http1Connection(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    void serve(Script script) throws IOException {
        for (Optional<Received> next = read(); next.isPresent(); next = read()) {
            script.answer(next.get(), this);
            if (isUpgraded) {
                return;
            }
        }
    }

    @Override
    public void respond(String status, String headers, byte[] body) throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(headOf(status, "Content-Length: " + body.length + "\n" + headers));
        response.writeBytes(body);
        send(response.toByteArray());
    }

    @Override
    public void head(String status, String headers) throws IOException {
        send(headOf(status, headers));
    }

    private static byte[] headOf(String status, String headers) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        headers.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> text.append(line).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void chunked(String headers) throws IOException {
        head("200 OK", "Transfer-Encoding: chunked\n" + headers);
    }

    @Override
    public void chunk(byte[] bytes) throws IOException {
        send(chunkOf(bytes));
    }

    private static byte[] chunkOf(byte[] bytes) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(ascii(Integer.toHexString(bytes.length) + "\r\n"));
        chunk.writeBytes(bytes);
        chunk.writeBytes(ascii("\r\n"));
        return chunk.toByteArray();
    }

    @Override
    public void lastChunk(String... trailers) throws IOException {
        send(lastChunkOf(trailers));
    }

    private static byte[] lastChunkOf(String... trailers) {
        StringBuilder end = new StringBuilder("0\r\n");
        for (String trailer : trailers) {
            end.append(trailer).append("\r\n");
        }
        return ascii(end.append("\r\n").toString());
    }

    @Override
    public void rest(String... chunks) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String chunk : chunks) {
            all.writeBytes(chunkOf(chunk.getBytes(StandardCharsets.UTF_8)));
        }
        all.writeBytes(lastChunkOf());
        send(all.toByteArray());
    }

    @Override
    public void brokenChunk(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(ascii(Integer.toHexString(2 * bytes.length) + "\r\n"));
        send(bytes);
        cut();
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void awaitHangUp() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public LoopbackSocket upgrade(Received request, String headers) throws IOException {
        head("101 Switching Protocols", LoopbackSocket.acceptance(request) + headers);
        isUpgraded = true;
        return new LoopbackSocket(in, out);
    }

    private Optional<Received> read() throws IOException {
        String start = line();
        if (start.isEmpty()) {
            return Optional.empty();
        }
        Headers.Builder fields = Headers.builder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        Headers headers = fields.build();
        if (headers.first("Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            head("100 Continue", "");
        }
        String[] words = start.split(" ", -1);
        return Optional.of(new Received("HTTP/1.1", words[0], words[1], headers, Body.of(body(headers))));
    }

    private byte[] body(Headers headers) throws IOException {
        if (headers.first("Transfer-Encoding")
                .filter("chunked"::equalsIgnoreCase)
                .isEmpty()) {
            return in.readNBytes(
                    headers.first("Content-Length").map(Integer::valueOf).orElse(0));
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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
