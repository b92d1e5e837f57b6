package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body far over the limit: the caller gets all of it, and it is not kept. */
@Tag("slow")
class LargeResponseTest {

    private static final int MEGABYTES = 200;

    /** The limit of what is recorded is 8 MB; the rest is buffers of server and client. */
    private static final long BOUND = 48L << 20;

    private final TransportFixture fixture = new TransportFixture();
    private final byte[] megabyte = new byte[1 << 20];
    private final CRC32 sent = new CRC32();
    private final CRC32 received = new CRC32();
    private long mostMemory;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void bodyOf200MegabytesPassesInBoundedMemoryAndIsDropped() throws Exception {
        new Random(200).nextBytes(megabyte);
        for (int i = 0; i < MEGABYTES; i++) {
            sent.update(megabyte);
        }
        fixture.server.on("/large", (request, wire) -> {
            wire.chunked(""); // with a length nothing is copied from the beginning
            for (int i = 0; i < MEGABYTES; i++) {
                wire.chunk(megabyte);
            }
            wire.lastChunk();
        });
        long firstMemory = usedMemory();

        Report report = fixture.record(this::read);

        assertThat(received.getValue()).isEqualTo(sent.getValue());
        assertThat(report.counts().dropped()).isEqualTo(Map.of("body over maxBodyBytes", 1));
        assertThat(mostMemory - firstMemory).isLessThan(BOUND);
    }

    private void read(OkHttpClient client) throws IOException {
        try (Response response = client.newCall(fixture.get("/large")).execute()) {
            Buffer piece = new Buffer();
            long total = 0;
            for (long n = 0; n >= 0; n = response.body().source().read(piece, 16 * 1024)) {
                received.update(piece.readByteArray());
                if (total >> 24 != (total + n) >> 24) {
                    mostMemory = Math.max(mostMemory, usedMemory());
                }
                total += n;
            }
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
