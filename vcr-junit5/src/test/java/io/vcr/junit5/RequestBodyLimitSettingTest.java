package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyLimitSettingTest {

    @TempDir
    Path directory;

    @Test
    void largerBodyIsKeptAsADigest() throws IOException {
        run("7");

        assertThat(body()).startsWith("<request body of 8 bytes, SHA-256 ");
    }

    @Test
    void bodyUpToTheLimitIsKeptWhole() throws IOException {
        run("8");

        assertThat(body()).isEqualTo("{\"a\":12}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "8MB"})
    void valueThatIsNoPositiveNumberIsAnError(String value) {
        assertThat(run(value).failure()).hasMessageContaining("vcr.max-request-body-bytes");
    }

    private SampleRun run(String limit) {
        return SampleRun.of(
                Sample.class, Map.of("vcr.store", directory.toUri().toString(), "vcr.max-request-body-bytes", limit));
    }

    private String body() throws IOException {
        try (Persister store = Persisters.open(directory.toUri())) {
            CassetteId id = store.list("").get(0);
            return store.load(id)
                    .orElseThrow()
                    .episodes()
                    .get(0)
                    .request()
                    .body()
                    .text()
                    .orElseThrow();
        }
    }

    @UseCassette
    static class Sample {

        @Test
        void sample() {
            Traffic.post("/upload", "{\"a\":12}");
        }
    }
}
