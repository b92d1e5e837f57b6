package io.vcr.benchmarks;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hot replay of one chat completion through OkHttp. */
@State(Scope.Thread)
public class OkHttpReplay {

    private static final MediaType JSON = MediaType.get(Samples.JSON);

    private static final byte[] SENT = Samples.request(0).getBytes(StandardCharsets.UTF_8);
    private static final byte[] EXPECTED = Samples.response(0).getBytes(StandardCharsets.UTF_8);

    private final Session session = Samples.session();
    private final Map<String, byte[]> recorded;
    private final OkHttpClient canned = client(OkHttpReplay::canned);
    private final OkHttpClient cannedWithCompare = client(this::cannedWithCompare);
    private final OkHttpClient ours = client(VcrInterceptor.of(session));

    /** Reads the recorded request once. */
    public OkHttpReplay() {
        try {
            recorded = Map.of(CanonicalBody.of(SENT), EXPECTED);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OkHttpClient client(Interceptor interceptor) {
        return new OkHttpClient.Builder().addInterceptor(interceptor).build();
    }

    private static Response canned(Interceptor.Chain chain) {
        return answer(chain.request(), EXPECTED);
    }

    private Response cannedWithCompare(Interceptor.Chain chain) throws IOException {
        Buffer body = new Buffer();
        Objects.requireNonNull(chain.request().body()).writeTo(body);
        return answer(chain.request(), Objects.requireNonNull(recorded.get(CanonicalBody.of(body.readByteArray()))));
    }

    private static Response answer(Request request, byte[] body) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK")
                .body(ResponseBody.create(body, JSON))
                .build();
    }

    /** Checks that each of them answers the same. */
    @Setup
    public void check() throws IOException {
        for (OkHttpClient client : new OkHttpClient[] {canned, cannedWithCompare, ours}) {
            if (!Arrays.equals(call(client), EXPECTED)) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
    }

    private static byte[] call(OkHttpClient client) throws IOException {
        Request request = new Request.Builder()
                .url(Samples.URL)
                .post(RequestBody.create(SENT, JSON))
                .build();
        try (Response response = client.newCall(request).execute()) {
            return Objects.requireNonNull(response.body()).bytes();
        }
    }

    /** An interceptor that looks at nothing. */
    @Benchmark
    public byte[] cannedAnswer() throws IOException {
        return call(canned);
    }

    /** An interceptor that compares the body by value: the limit. */
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
