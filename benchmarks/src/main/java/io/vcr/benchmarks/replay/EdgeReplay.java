package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Repeats;
import io.vcr.Session;
import io.vcr.benchmarks.stream.JettyServers;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.edge.VcrEdge;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through the edge, over a connection that stays open. */
@State(Scope.Thread)
public class EdgeReplay {

    private static final byte[] EXPECTED = ChatText.responseBytes(0);

    private final Session session = Samples.recorder(Cassette.of(Samples.ID, List.of(episode())), Repeats.LAST)
            .open(Samples.ID);
    private final VcrEdge edge = VcrEdge.mount("api", "https://api.example.com");
    private final Connection replayed = Connection.to(edge.urlFor(session, "api"));
    private final Connection canned = Connection.to(JettyServers.canned(EXPECTED));

    /** With its length, as the canned one. */
    private static Episode episode() {
        Headers headers = Headers.of("Content-Type", ChatText.JSON, "Content-Length", "" + EXPECTED.length);
        return new Episode(
                Samples.httpRequest(0),
                new HttpResponse(200, "OK", headers, Body.of(EXPECTED)),
                Instant.EPOCH,
                Instant.parse("2099-01-01T00:00:00Z"),
                null);
    }

    /** Checks that both servers return the same response. */
    @Setup
    public void check() throws IOException {
        for (Connection connection : List.of(replayed, canned)) {
            if (!Arrays.equals(connection.ask(), EXPECTED)) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() throws IOException {
        replayed.socket.close();
        canned.socket.close();
        session.finish(Outcome.PASSED);
        edge.close();
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws IOException {
        return replayed.ask();
    }

    /** The same server with one answer: the lower limit. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return canned.ask();
    }

    /** A client that does no more than it must, so that the time is that of the server. */
    private static final class Connection {

        private static final String LENGTH = "content-length:";

        private final Socket socket;
        private final DataInputStream in;
        private final byte[] request;
        private final byte[] buffer = new byte[16 * 1024];

        static Connection to(String base) {
            try {
                return new Connection(URI.create(base + URI.create(ChatText.URL).getPath()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Connection(URI uri) throws IOException {
            this.socket = new Socket(uri.getHost(), uri.getPort());
            socket.setTcpNoDelay(true);
            this.in = new DataInputStream(socket.getInputStream());
            byte[] body = ChatText.requestBytes(0);
            String head = "POST " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nContent-Type: "
                    + ChatText.JSON + "\r\nContent-Length: " + body.length + "\r\n\r\n";
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            whole.writeBytes(body);
            this.request = whole.toByteArray();
        }

        byte[] ask() throws IOException {
            socket.getOutputStream().write(request);
            int bytes = 0;
            int body = -1;
            while (body < 0) {
                bytes += more(bytes);
                body = endOfHead(bytes);
            }
            int end = body + length(body);
            while (bytes < end) {
                bytes += more(bytes);
            }
            return Arrays.copyOfRange(buffer, body, end);
        }

        private int more(int from) throws IOException {
            int read = in.read(buffer, from, buffer.length - from);
            if (read < 0) {
                throw new IOException("the connection has ended");
            }
            return read;
        }

        private int endOfHead(int bytes) {
            for (int i = 3; i < bytes; i++) {
                if (buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        /** Both servers send a length: otherwise this is an error. */
        private int length(int head) {
            String text = new String(buffer, 0, head, StandardCharsets.ISO_8859_1);
            int at = text.toLowerCase(Locale.ROOT).indexOf(LENGTH) + LENGTH.length();
            return Integer.parseInt(text.substring(at, text.indexOf('\r', at)).strip());
        }
    }
}
