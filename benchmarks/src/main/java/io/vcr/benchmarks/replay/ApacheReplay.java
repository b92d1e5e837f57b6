package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.benchmarks.work.ApacheChat;
import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through Apache HttpClient, classic. */
@State(Scope.Thread)
public class ApacheReplay {

    private static final byte[] SENT = ChatText.requestBytes(0);
    private static final byte[] EXPECTED = ChatText.responseBytes(0);

    private final Session session = Samples.session();
    private final Map<String, byte[]> recorded;
    private final CloseableHttpClient canned = client(ApacheChat::canned);
    private final CloseableHttpClient cannedWithCompare = client((request, scope, chain) ->
            ApacheChat.answer(Objects.requireNonNull(known(EntityUtils.toByteArray(request.getEntity())))));
    private final CloseableHttpClient ours =
            VcrExecInterceptor.of(session).attachTo(HttpClients.custom()).build();

    /** Reads the recorded request once. */
    public ApacheReplay() {
        try {
            recorded = Map.of(CanonicalBody.of(SENT), EXPECTED);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] known(byte[] body) throws IOException {
        return Objects.requireNonNull(recorded.get(CanonicalBody.of(body)));
    }

    private static CloseableHttpClient client(ExecChainHandler handler) {
        return HttpClients.custom()
                .addExecInterceptorBefore(ChainElement.REDIRECT.name(), "canned", handler)
                .build();
    }

    /** Checks that all subjects return the same response. */
    @Setup
    public void check() throws IOException {
        for (CloseableHttpClient client : new CloseableHttpClient[] {canned, cannedWithCompare, ours}) {
            if (!Arrays.equals(ApacheChat.ask(client, SENT), EXPECTED)) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() throws IOException {
        session.finish(Outcome.PASSED);
        canned.close();
        cannedWithCompare.close();
        ours.close();
    }

    /** A handler that does not read the request. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return ApacheChat.ask(canned, SENT);
    }

    /** A handler that compares the body by value: the lower limit. */
    @Benchmark
    public byte[] cannedAnswerAfterCompare() throws IOException {
        return ApacheChat.ask(cannedWithCompare, SENT);
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws IOException {
        return ApacheChat.ask(ours, SENT);
    }
}
