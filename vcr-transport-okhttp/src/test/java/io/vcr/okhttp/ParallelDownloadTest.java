package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Limits;
import io.vcr.Report;
import io.vcr.Vcr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client that downloads a file in parallel parts, as managers of transfers do. */
class ParallelDownloadTest {

    private final TransportFixture fixture = new TransportFixture();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @AfterEach
    void close() {
        threads.shutdown();
        fixture.close();
    }

    @Test
    void aFileInPartsIsReplayedByteByByte() throws Exception {
        downloads(1 << 20, 40);
    }

    @Test
    @Tag("slow")
    void fiftyMegabytesInPartsAreReplayedByteByByte() throws Exception {
        downloads(50 << 20, 25);
    }

    private void downloads(int length, int parts) throws Exception {
        byte[] file = new byte[length];
        new Random(50).nextBytes(file);
        fixture.server.on("/file", (request, wire) -> {
            String range = request.headers().first("Range").orElseThrow();
            int from = Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
            int to = Integer.parseInt(range.substring(range.indexOf('-') + 1));
            wire.respond(
                    "206 Partial Content",
                    "Content-Range: bytes " + from + "-" + to + "/" + length,
                    Arrays.copyOfRange(file, from, to + 1));
        });
        fixture.vcr = Vcr.builder(fixture.persister)
                .environment(Map.of())
                .limits(Limits.DEFAULT.withMaxCassetteBytes(64L << 20))
                .build();

        Report recorded = fixture.record(
                client -> assertThat(download(client, length, parts)).isEqualTo(file));
        assertThat(recorded.counts().recorded()).isEqualTo(parts);

        for (int i = 0; i < 3; i++) {
            Report replayed = fixture.replay(
                    client -> assertThat(download(client, length, parts)).isEqualTo(file));
            assertThat(replayed.counts().replayed()).isEqualTo(parts);
        }
    }

    private byte[] download(OkHttpClient client, int length, int parts) throws Exception {
        byte[] file = new byte[length];
        int size = (length + parts - 1) / parts;
        List<Callable<Integer>> calls = new ArrayList<>();
        IntStream.range(0, parts)
                .forEach(part -> calls.add(() -> {
                    int from = part * size;
                    int to = Math.min(length, from + size) - 1;
                    Request request = fixture.get("/file")
                            .newBuilder()
                            .header("Range", "bytes=" + from + "-" + to)
                            .build();
                    try (Response response = client.newCall(request).execute()) {
                        byte[] bytes = response.body().bytes();
                        System.arraycopy(bytes, 0, file, from, bytes.length);
                        return response.code();
                    }
                }));
        for (Future<Integer> code : threads.invokeAll(calls)) {
            assertThat(code.get()).isEqualTo(206);
        }
        return file;
    }
}
