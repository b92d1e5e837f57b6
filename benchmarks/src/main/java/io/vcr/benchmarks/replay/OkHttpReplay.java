package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through OkHttp. */
@State(Scope.Thread)
public class OkHttpReplay {

    private static final byte[] SENT = ChatText.requestBytes(0);
    private static final byte[] REORDERED = ChatText.reorderedRequestBytes(0);
    private static final byte[] EXPECTED = ChatText.responseBytes(0);

    private final Session session = Samples.session();
    private final Map<String, byte[]> recorded;
    private final ChatClient canned = client(CannedChat::okHttp);
    private final ChatClient cannedWithCompare = client(this::cannedWithCompare);
    private final ChatClient ours = client(VcrInterceptor.of(session));

    /** Reads the recorded request once. */
    public OkHttpReplay() {
        try {
            recorded = Map.of(CanonicalBody.of(SENT), EXPECTED);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ChatClient client(Interceptor interceptor) {
        return new ChatClient(
                new OkHttpClient.Builder().addInterceptor(interceptor).build(), ChatText.URL);
    }

    private Response cannedWithCompare(Interceptor.Chain chain) throws IOException {
        Buffer body = new Buffer();
        Objects.requireNonNull(chain.request().body()).writeTo(body);
        byte[] answer = Objects.requireNonNull(recorded.get(CanonicalBody.of(body.readByteArray())));
        return CannedChat.okHttp(chain, answer);
    }

    /** Checks that all subjects return the same response. */
    @Setup
    public void check() throws IOException {
        for (ChatClient client : List.of(canned, cannedWithCompare, ours)) {
            if (!Arrays.equals(client.ask(SENT), EXPECTED) || !Arrays.equals(client.ask(REORDERED), EXPECTED)) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
    }

    /** An interceptor that does not read the request. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return canned.ask(SENT);
    }

    /** An interceptor that compares the body by value: the lower limit. */
    @Benchmark
    public byte[] cannedAnswerAfterCompare() throws IOException {
        return cannedWithCompare.ask(SENT);
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws IOException {
        return ours.ask(SENT);
    }

    /** The lower limit for a body with other bytes than the recorded one. */
    @Benchmark
    public byte[] cannedAnswerAfterCompareReordered() throws IOException {
        return cannedWithCompare.ask(REORDERED);
    }

    /** This library, for a body with other bytes than the recorded one, which it must read as JSON. */
    @Benchmark
    public byte[] replayReordered() throws IOException {
        return ours.ask(REORDERED);
    }
}
