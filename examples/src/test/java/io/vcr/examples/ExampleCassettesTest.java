package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.net.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed cassettes are what the example provider answers. After a change of the provider or the format:
 * {@code mvn test -pl examples -am -Dexamples.regenerate=true -Dtest=ExampleCassettesTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ExampleCassettesTest {

    private static final Path COMMITTED = Path.of(System.getProperty("basedir", ""), "src/test/cassettes");
    private static final String[] IDS = {
        "io/vcr/examples/QuickStartTest/answers", "io/vcr/examples/QuickStartTest/streams"
    };

    @Test
    void recordingAnewGivesTheCommittedBytes(@TempDir Path directory) throws IOException {
        boolean regenerate = Boolean.getBoolean("examples.regenerate");
        if (regenerate) {
            for (String id : IDS) {
                Files.deleteIfExists(COMMITTED.resolve(id + ".yaml"));
            }
        }
        Path target = regenerate ? COMMITTED : directory;
        record(target);
        for (String id : IDS) {
            assertThat(target.resolve(id + ".yaml")).hasSameBinaryContentAs(COMMITTED.resolve(id + ".yaml"));
        }
    }

    private static void record(Path directory) throws IOException {
        Vcr vcr = Vcr.builder(FilePersister.of(directory))
                .clock(new TickingClock())
                .build();
        try (ExampleProvider provider = ExampleProvider.start(Duration.ZERO)) {
            OkHttpClient http = new OkHttpClient.Builder()
                    .proxy(new Proxy(Proxy.Type.HTTP, provider.address()))
                    .addInterceptor(VcrInterceptor.ambient())
                    .build();
            MessagesClient client = new MessagesClient(http, Providers.EXAMPLE_URL, "no-key-needed");
            try (Session session = vcr.open(IDS[0])) {
                client.ask("Hello!");
            }
            try (Session session = vcr.open(IDS[1])) {
                client.stream("Count to three", text -> {});
            }
        }
    }

    /** Goes on by 10 ms whenever somebody looks, so that timings are the same in every recording. */
    private static final class TickingClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public synchronized Instant instant() {
            now = now.plusMillis(10);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
