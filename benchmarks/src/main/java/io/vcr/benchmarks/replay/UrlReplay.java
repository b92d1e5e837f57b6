package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.jdk.VcrUrlConnections;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through {@link HttpURLConnection}. */
@State(Scope.Thread)
public class UrlReplay {

    private static final byte[] SENT = ChatText.requestBytes(0);
    private static final byte[] EXPECTED = ChatText.responseBytes(0);

    private interface Opener {
        HttpURLConnection open(URL url) throws IOException;
    }

    private final Session session = Samples.session();
    private final Map<String, byte[]> recorded;
    private final URL url;
    private final Opener canned = where -> new Canned(where, false);
    private final Opener cannedWithCompare = where -> new Canned(where, true);
    private final Opener ours = VcrUrlConnections.of(session)::open;

    /** Reads the recorded request once. */
    public UrlReplay() {
        try {
            recorded = Map.of(CanonicalBody.of(SENT), EXPECTED);
            url = new URL(ChatText.URL);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] ask(Opener opener) throws IOException {
        HttpURLConnection connection = opener.open(url);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", ChatText.JSON);
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(SENT);
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        }
    }

    /** Checks that all subjects return the same response. */
    @Setup
    public void check() throws IOException {
        for (Opener opener : List.of(canned, cannedWithCompare, ours)) {
            if (!Arrays.equals(ask(opener), EXPECTED)) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
    }

    /** A connection that does not read the request. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return ask(canned);
    }

    /** A connection that compares the body by value: the lower limit. */
    @Benchmark
    public byte[] cannedAnswerAfterCompare() throws IOException {
        return ask(cannedWithCompare);
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws IOException {
        return ask(ours);
    }

    private final class Canned extends HttpURLConnection {
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final boolean compares;

        Canned(URL url, boolean compares) {
            super(url);
            this.compares = compares;
        }

        @Override
        public OutputStream getOutputStream() {
            return sent;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            byte[] answer =
                    compares ? Objects.requireNonNull(recorded.get(CanonicalBody.of(sent.toByteArray()))) : EXPECTED;
            return new ByteArrayInputStream(answer);
        }

        @Override
        public void connect() {}

        @Override
        public void disconnect() {}

        @Override
        public boolean usingProxy() {
            return false;
        }
    }
}
