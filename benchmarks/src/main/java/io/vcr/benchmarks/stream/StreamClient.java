package io.vcr.benchmarks.stream;

import com.cariochi.recordo.mockserver.RecordoMockServer;
import com.cariochi.recordo.mockserver.interceptors.okhttp.OkhttpRecordoInterceptor;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.peer.MockServerPeer;
import io.vcr.benchmarks.peer.RecordoPeer;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Measured;
import io.vcr.edge.VcrEdge;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.mockserver.integration.ClientAndServer;
import org.mockserver.model.HttpForward;
import org.mockserver.model.HttpRequest;

/** Reads streams of events, records each one separately, and reports when the events arrived. */
public final class StreamClient {

    static final String FIRST = "first event";
    static final String GAP = "largest gap between two events";

    private static final int WARM_UP = 3;
    private static final int MEASURED = 7;
    private static final int SERVER_WARM_UP = 3_000;

    private final OkHttpClient http = new OkHttpClient();
    private final String url;
    private double firstMillis;
    private double gapMillis;

    private StreamClient(String url) {
        this.url = url;
    }

    /** Arguments: the recorder, the URL of the events and, for a server in this JVM, that of events without pauses. */
    public static void main(String[] args) throws IOException {
        if (args.length > 2) {
            warmUp(args[0], args[2]);
        }
        StreamClient client = new StreamClient(args[1]);
        Recorder recorder = Recorder.of(args[0], args[1]);
        double[] first = new double[MEASURED];
        double[] gap = new double[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            recorder.record(client);
            if (i >= 0) {
                first[i] = client.firstMillis;
                gap[i] = client.gapMillis;
            }
        }
        Arrays.sort(first);
        Arrays.sort(gap);
        Measured.report(FIRST, first[MEASURED / 2], Double.NaN);
        Measured.report(GAP, gap[MEASURED / 2], Double.NaN);
        System.exit(0); // the threads of the client would keep the JVM alive for a minute
    }

    /** A server runs for many tests, so its code is compiled. After 300 requests most of it is not. */
    private static void warmUp(String recorder, String url) throws IOException {
        StreamClient client = new StreamClient(url);
        Recorder warm = Recorder.of(recorder, url);
        for (int i = 0; i < SERVER_WARM_UP; i++) {
            warm.record(client);
        }
    }

    private void read(OkHttpClient client, String from) throws IOException {
        long start = System.nanoTime();
        Request request = new Request.Builder()
                .url(from)
                .post(RequestBody.create(ChatText.requestBytes(0)))
                .build();
        int events = 0;
        long last = 0;
        long gap = 0;
        try (Response response = client.newCall(request).execute()) {
            BufferedSource source = Objects.requireNonNull(response.body()).source();
            for (String line = source.readUtf8LineStrict();
                    !line.contains("[DONE]");
                    line = source.readUtf8LineStrict()) {
                if (line.startsWith("data:")) {
                    long now = System.nanoTime();
                    if (events++ == 0) {
                        firstMillis = (now - start) / 1e6;
                    } else {
                        gap = Math.max(gap, now - last);
                    }
                    last = now;
                }
            }
        }
        gapMillis = gap / 1e6;
        if (events != StreamServer.EVENTS) {
            throw new IllegalStateException("a wrong answer: " + events + " events");
        }
    }

    /** A recorder. Each has a class of its own, so that none loads the classes of another. */
    private interface Recorder {
        void record(StreamClient client) throws IOException;

        static Recorder of(String name, String url) {
            return switch (name) {
                case "bare" -> client -> client.read(client.http, client.url);
                case "vcr" -> new Ours();
                case "edge" -> new Edge(url);
                case "jetty-proxy" -> new JettyProxy(url);
                case "recordo" -> new Recordo();
                case "wiremock" -> new WireMockProxy(url);
                case "mockserver" -> new MockServerProxy(url);
                default -> throw new IllegalArgumentException(name);
            };
        }
    }

    private static final class Ours implements Recorder {
        @Override
        public void record(StreamClient client) throws IOException {
            Vcr vcr = Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build();
            Session session = vcr.open("events");
            OkHttpClient.Builder http = client.http.newBuilder();
            client.read(http.addInterceptor(VcrInterceptor.of(session)).build(), client.url);
            if (session.finish(Outcome.PASSED).counts().recorded() != 1) {
                throw new IllegalStateException("not recorded");
            }
        }
    }

    private static final class Edge implements Recorder {
        private final Vcr vcr =
                Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build();
        private final VcrEdge edge;

        Edge(String url) {
            this.edge = VcrEdge.mount("api", url);
        }

        @Override
        public void record(StreamClient client) throws IOException {
            Session session = vcr.open("events");
            client.read(client.http, edge.urlFor(session, "api"));
            if (session.finish(Outcome.PASSED).counts().recorded() != 1) {
                throw new IllegalStateException("not recorded");
            }
        }
    }

    private static final class JettyProxy implements Recorder {
        private final String proxy;

        JettyProxy(String url) {
            String base = url.substring(0, url.lastIndexOf('/'));
            this.proxy = JettyServers.proxy(base) + url.substring(base.length());
        }

        @Override
        public void record(StreamClient client) throws IOException {
            client.read(client.http, proxy);
        }
    }

    private static final class Recordo implements Recorder {
        @Override
        public void record(StreamClient client) throws IOException {
            Path file = Files.createTempDirectory("bench").resolve("recordo.json");
            OkhttpRecordoInterceptor interceptor = new OkhttpRecordoInterceptor();
            try (RecordoMockServer recording = new RecordoMockServer(interceptor, RecordoPeer.relative(file))) {
                OkHttpClient.Builder http = client.http.newBuilder();
                client.read(http.addInterceptor(interceptor).build(), client.url);
            }
            Files.delete(file);
            Files.delete(file.resolveSibling(""));
        }
    }

    private static final class WireMockProxy implements Recorder {
        private final WireMockServer server = new WireMockServer(0);

        WireMockProxy(String url) {
            server.start();
            server.startRecording(url.substring(0, url.lastIndexOf('/')));
        }

        @Override
        public void record(StreamClient client) throws IOException {
            client.read(client.http, server.url("/events"));
        }
    }

    private static final class MockServerProxy implements Recorder {
        private final ClientAndServer server = MockServerPeer.start();

        MockServerProxy(String url) {
            HttpUrl target = HttpUrl.get(url);
            server.when(HttpRequest.request())
                    .forward(HttpForward.forward().withHost(target.host()).withPort(target.port()));
        }

        @Override
        public void record(StreamClient client) throws IOException {
            client.read(client.http, "http://localhost:" + server.getLocalPort() + "/events");
        }
    }
}
