package io.vcr.apache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body far over the limit: the caller gets all of it, and it is not kept. */
@Tag("slow")
class LargeResponseTest {

    private static final int MEGABYTES = 200;

    /** The limit of what is recorded is 8 MB; the rest is buffers of server and client. */
    private static final long BOUND = 48L << 20;

    private final ApacheFixture fixture = new ApacheFixture();
    private final byte[] megabyte = new byte[1 << 20];
    private final Reading reading = new Reading();

    @BeforeEach
    void answer() {
        new Random(200).nextBytes(megabyte);
        fixture.server.on("/large", (request, wire) -> {
            wire.chunked(""); // with a length nothing is copied from the beginning
            for (int i = 0; i < MEGABYTES; i++) {
                wire.chunk(megabyte);
            }
            wire.lastChunk();
        });
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void bodyOf200MegabytesPassesTheClassicClientInBoundedMemory() throws Exception {
        Report report = fixture.record(client -> client.execute(fixture.get("/large"), this::read));

        assertUntouchedAndDropped(report);
    }

    private Void read(ClassicHttpResponse response) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        InputStream in = response.getEntity().getContent();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            reading.add(ByteBuffer.wrap(buffer, 0, n));
        }
        return null;
    }

    @Test
    void bodyOf200MegabytesPassesTheAsyncClientInBoundedMemory() throws Exception {
        Report report = fixture.recordAsync(client -> client.execute(
                        SimpleRequestProducer.create(SimpleRequestBuilder.get(fixture.server.url("/large"))
                                .build()),
                        new HesitatingConsumer() {
                            @Override
                            public void updateCapacity(CapacityChannel channel) throws IOException {
                                channel.update(1 << 20);
                            }

                            @Override
                            public void consume(ByteBuffer source) {
                                reading.add(source);
                            }
                        },
                        null)
                .get(60, TimeUnit.SECONDS));

        assertUntouchedAndDropped(report);
    }

    private void assertUntouchedAndDropped(Report report) {
        CRC32 sent = new CRC32();
        for (int i = 0; i < MEGABYTES; i++) {
            sent.update(megabyte);
        }
        assertThat(reading.sum.getValue()).isEqualTo(sent.getValue());
        assertThat(report.counts().dropped()).isEqualTo(Map.of("body over maxBodyBytes", 1));
        assertThat(reading.mostMemory - reading.firstMemory).isLessThan(BOUND);
    }

    /** What an application reads and how much memory is in use meanwhile. Confined to one thread at a time. */
    private static final class Reading {

        private final CRC32 sum = new CRC32();
        private final long firstMemory = usedMemory();
        private long mostMemory;
        private long bytes;

        void add(ByteBuffer piece) {
            long before = bytes;
            bytes += piece.remaining();
            sum.update(piece);
            if (before >> 24 != bytes >> 24) {
                mostMemory = Math.max(mostMemory, usedMemory());
            }
        }

        private static long usedMemory() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }
}
