package io.vcr.okhttp;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.ByteString;

/** A server, a store in memory and clients that record the one into the other. Confined to the thread of a test. */
final class TransportFixture implements AutoCloseable {

    static final String CASSETTE = "transport";

    /** Makes calls with a client. */
    @FunctionalInterface
    interface Use {
        void with(OkHttpClient client) throws Exception;
    }

    /** What an application sees of a response. */
    record Seen(int code, String message, List<String> headers, ByteString body) {

        static Seen of(Response response) throws IOException {
            List<String> headers = IntStream.range(0, response.headers().size())
                    .mapToObj(i -> response.headers().name(i) + ": "
                            + response.headers().value(i))
                    .toList();
            return new Seen(
                    response.code(),
                    response.message(),
                    headers,
                    response.body().byteString());
        }

        List<String> all(String name) {
            String prefix = name + ": ";
            return headers.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }
    }

    /** One call live and in replay, and what was stored between them. */
    record BothWays(Seen live, Seen replayed, Episode episode) {}

    final LoopbackServer server = LoopbackServer.start();
    final Persister persister = Persisters.inMemory();
    Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();
    private final OkHttpClient plain =
            new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(15)).build();
    private final List<OkHttpClient> clients = new ArrayList<>(List.of(plain));

    /** A client without a recorder. */
    OkHttpClient plain() {
        return plain;
    }

    /** A client of its own with an interceptor; what it holds is released at the end. */
    OkHttpClient client(VcrInterceptor interceptor) {
        OkHttpClient client = new OkHttpClient.Builder()
                .readTimeout(Duration.ofSeconds(15))
                .addInterceptor(interceptor)
                .build();
        clients.add(client);
        return client;
    }

    /** A client made with {@code attachTo}. */
    OkHttpClient attached(VcrInterceptor interceptor) {
        OkHttpClient client = interceptor.attachTo(
                new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(15)).build());
        clients.add(client);
        return client;
    }

    Request get(String target) {
        return new Request.Builder().url(server.url(target)).build();
    }

    /** Runs calls in a session that passes. */
    Report record(Use use) throws Exception {
        return run(vcr, use);
    }

    /** Runs calls in a session in mode {@code none}, the server closed. */
    Report replay(Use use) throws Exception {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), use);
    }

    Report run(Vcr configured, Use use) throws Exception {
        Session session = configured.open(CASSETTE);
        try {
            use.with(client(VcrInterceptor.of(session)));
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    BothWays bothWays(Request request) throws Exception {
        List<Seen> seen = new ArrayList<>();
        record(client -> seen.add(call(client, request)));
        replay(client -> seen.add(call(client, request)));
        return new BothWays(seen.get(0), seen.get(1), stored().get(0));
    }

    static Seen call(OkHttpClient client, Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            return Seen.of(response);
        }
    }

    /** Enqueues a call and reads its answer where OkHttp hands it out. */
    static CompletableFuture<Seen> enqueue(OkHttpClient client, Request request) {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        client.newCall(request).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
                seen.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (response) {
                    seen.complete(Seen.of(response));
                } catch (IOException e) {
                    seen.completeExceptionally(e);
                }
            }
        });
        return seen;
    }

    List<Episode> stored() throws IOException {
        return stored(CASSETTE);
    }

    List<Episode> stored(String id) throws IOException {
        return persister.load(CassetteId.of(id)).map(Cassette::episodes).orElse(List.of());
    }

    /** Waits for what another thread does; fails the test if it does not come. */
    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("What the test waits for does not happen");
        }
    }

    @Override
    public void close() {
        server.close();
        for (OkHttpClient client : clients) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
