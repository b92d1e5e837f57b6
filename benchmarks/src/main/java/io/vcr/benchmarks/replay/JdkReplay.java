package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.benchmarks.work.CannedHttpClient;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.jdk.VcrHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through the HTTP client of the JDK. */
@State(Scope.Thread)
public class JdkReplay {

    private static final byte[] SENT = ChatText.requestBytes(0);
    private static final byte[] EXPECTED = ChatText.responseBytes(0);

    private final Session session = Samples.session();
    private final HttpClient canned = new CannedHttpClient(false);
    private final HttpClient cannedWithCompare = new CannedHttpClient(true);
    private final HttpClient ours = VcrHttpClient.of(session, HttpClient.newHttpClient());

    private static byte[] ask(HttpClient client) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ChatText.URL))
                .header("Content-Type", ChatText.JSON)
                .POST(BodyPublishers.ofByteArray(SENT))
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Checks that all subjects return the same response. */
    @Setup
    public void check() throws IOException {
        for (HttpClient client : List.of(canned, cannedWithCompare, ours)) {
            if (!Arrays.equals(ask(client), EXPECTED)) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
    }

    /** A client that does not read the request. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return ask(canned);
    }

    /** A client that compares the body by value: the lower limit. */
    @Benchmark
    public byte[] cannedAnswerAfterCompare() throws IOException {
        return ask(cannedWithCompare);
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws IOException {
        return ask(ours);
    }
}
