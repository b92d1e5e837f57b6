package io.vcr.benchmarks.stream;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache.VcrAsyncExecInterceptor;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.benchmarks.work.Measured;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Reads a response that is far over the limit of a recording, and reports megabytes per second and the largest heap.
 */
public final class LargeClient {

    private static final int WARM_UP = 2;

    private LargeClient() {}

    /** One read of the whole response. */
    private interface Reading {
        long bytes() throws Exception;
    }

    /** Arguments: the client, {@code bare} or {@code vcr}, and the URL of the response. */
    public static void main(String[] args) throws Exception {
        boolean recorded = args[1].equals("vcr");
        for (int i = 0; i <= WARM_UP; i++) {
            Vcr vcr = Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build();
            Session session = vcr.open("large");
            long start = System.nanoTime();
            Reading reading = switch (args[0]) {
                case "okhttp" -> () -> OverOkHttp.read(args[2], session, recorded);
                case "apache" -> () -> OverApache.read(args[2], session, recorded);
                case "apache-async" -> () -> OverApacheAsync.read(args[2], session, recorded);
                default -> throw new IllegalArgumentException(args[0]);
            };
            long bytes = reading.bytes();
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Integer> dropped =
                    session.finish(Outcome.PASSED).counts().dropped();
            if (bytes != (long) StreamServer.MEGABYTES << 20 || dropped.size() != (recorded ? 1 : 0)) {
                throw new IllegalStateException("a wrong answer: " + bytes + " bytes, dropped " + dropped);
            }
            if (i == WARM_UP) {
                Measured.report("", StreamServer.MEGABYTES / seconds, (double) mostHeapBytes());
            }
        }
        System.exit(0); // the threads of the client would keep the JVM alive for a minute
    }

    static long mostHeapBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    static long read(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long bytes = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes += n;
        }
        return bytes;
    }

    private static final class OverOkHttp {
        static long read(String url, Session session, boolean recorded) throws IOException {
            OkHttpClient.Builder client = new OkHttpClient.Builder();
            if (recorded) {
                client.addInterceptor(VcrInterceptor.of(session));
            }
            Request request = new Request.Builder().url(url).build();
            try (Response response = client.build().newCall(request).execute()) {
                return LargeClient.read(Objects.requireNonNull(response.body()).byteStream());
            }
        }
    }

    private static final class OverApache {
        static long read(String url, Session session, boolean recorded) throws IOException {
            HttpClientBuilder builder = HttpClients.custom();
            if (recorded) {
                VcrExecInterceptor.of(session).attachTo(builder);
            }
            try (CloseableHttpClient client = builder.build()) {
                return client.execute(
                        new HttpGet(url),
                        response -> LargeClient.read(response.getEntity().getContent()));
            }
        }
    }

    private static final class OverApacheAsync {
        static long read(String url, Session session, boolean recorded) throws Exception {
            HttpAsyncClientBuilder builder = HttpAsyncClients.custom();
            if (recorded) {
                VcrAsyncExecInterceptor.of(session).attachTo(builder);
            }
            try (CloseableHttpAsyncClient client = builder.build()) {
                client.start();
                return client.execute(
                                SimpleRequestProducer.create(
                                        SimpleRequestBuilder.get(url).build()),
                                new ByteCount(),
                                null)
                        .get();
            }
        }
    }

    private static final class ByteCount extends AbstractBinResponseConsumer<Long> {

        private long bytes;

        @Override
        protected void start(HttpResponse response, ContentType type) {}

        @Override
        protected int capacityIncrement() {
            return Integer.MAX_VALUE;
        }

        @Override
        protected void data(ByteBuffer source, boolean last) {
            bytes += source.remaining();
            source.position(source.limit());
        }

        @Override
        protected Long buildResult() {
            return bytes;
        }

        @Override
        public void releaseResources() {}
    }
}
