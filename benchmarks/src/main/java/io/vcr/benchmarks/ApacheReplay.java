package io.vcr.benchmarks;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.apache.VcrExecInterceptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through Apache HttpClient, classic. */
@State(Scope.Thread)
public class ApacheReplay {

    private static final ContentType JSON = ContentType.parse(Samples.JSON);

    private static final byte[] SENT = Samples.request(0).getBytes(StandardCharsets.UTF_8);
    private static final byte[] EXPECTED = Samples.response(0).getBytes(StandardCharsets.UTF_8);

    private final Session session = Samples.session();
    private final Map<String, byte[]> recorded;
    private final CloseableHttpClient canned = client((request, scope, chain) -> answer(EXPECTED));
    private final CloseableHttpClient cannedWithCompare = client((request, scope, chain) ->
            answer(Objects.requireNonNull(known(EntityUtils.toByteArray(request.getEntity())))));
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

    private static ClassicHttpResponse answer(byte[] body) {
        ClassicHttpResponse response = new BasicClassicHttpResponse(200, "OK");
        response.setVersion(HttpVersion.HTTP_1_1);
        response.setEntity(new ByteArrayEntity(body, JSON));
        return response;
    }

    /** Checks that each of them answers the same. */
    @Setup
    public void check() throws IOException {
        for (CloseableHttpClient client : new CloseableHttpClient[] {canned, cannedWithCompare, ours}) {
            if (!Arrays.equals(call(client), EXPECTED)) {
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

    private static byte[] call(CloseableHttpClient client) throws IOException {
        HttpPost request = new HttpPost(Samples.URL);
        request.setEntity(new ByteArrayEntity(SENT, JSON));
        return client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
    }

    /** A handler that looks at nothing. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return call(canned);
    }

    /** A handler that compares the body by value: the limit. */
    @Benchmark
    public byte[] cannedAnswerAfterCompare() throws IOException {
        return call(cannedWithCompare);
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws IOException {
        return call(ours);
    }
}
