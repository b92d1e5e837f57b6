package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Vcr;
import io.vcr.junit5.SampleRun;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.VcrExtension;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A secret in a request that is refused, and so explained. */
class ReportSecretsTest {

    private static final String SECRET = "sk-ant-api03-" + "a1B2c3D4e5F6g7H8".repeat(5) + "-AAAAAAAA";
    private static final Persister STORE = Persisters.inMemory();

    @Test
    void noPageHoldsASecretOfARefusedRequest(@TempDir Path directory) throws IOException {
        Traffic.store(STORE, "io/vcr/junit5/internal/report/ReportSecretsTest.Sample/sample", "/1");
        SampleRun.of(Sample.class, Map.of("vcr.report", directory.toString()));

        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(file -> file.toString().matches(".*\\.(json|jsonl|md)"))
                    .toList();
        }
        assertThat(files)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(file -> assertThat(Files.readString(file))
                        .doesNotContain(SECRET)
                        .doesNotContain("hunter22"));
        Path part = files.stream()
                .filter(file -> file.toString().endsWith(".jsonl"))
                .findFirst()
                .orElseThrow();
        assertThat(ReportHtml.page(SampleReports.summary(ReportPart.read(part).tests()), RunHistory.NONE))
                .contains("Misses", "api.example.com")
                .doesNotContain(SECRET)
                .doesNotContain("hunter22");
    }

    static class Sample {

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).mode(RecordMode.NONE).build());

        @Test
        void sample() {
            Traffic.post("/1?api_key=" + SECRET, "{\"password\":\"hunter22\",\"key\":\"" + SECRET + "\"}");
        }
    }
}
