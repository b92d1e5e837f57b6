package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.junit5.internal.test.Build;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult.Status;

class MaxAgeTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String ID = "io/vcr/junit5/MaxAgeTest.Sample/sample";

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void oldRecordingFailsTheTestThatReplaysIt() throws IOException {
        record(Duration.ofDays(9).plusHours(5));

        SampleRun run = SampleRun.withProperty("vcr.max-age", "P7D", Sample.class);
        assertThat(run.verdict()).isEqualTo("HIT");
        assertThat(run.failure()).hasMessage("""
                Cassette io/vcr/junit5/MaxAgeTest.Sample/sample is 9 days old, older than vcr.max-age=P7D
                  fix    record it again: VCR_RECORD_MODE=all %s""", Build.current().rerun(Sample.class, Optional.of("sample")));
    }

    @Test
    void youngRecordingPasses() throws IOException {
        record(Duration.ofDays(6));

        assertThat(SampleRun.withProperty("vcr.max-age", "P7D", Sample.class)
                        .end()
                        .getStatus())
                .isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void ageIsNoMatterWithoutTheSetting() throws IOException {
        record(Duration.ofDays(900));

        assertThat(SampleRun.of(Sample.class).end().getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void newRecordingOfTheSameRunPasses() throws IOException {
        record(Duration.ofDays(9));
        System.setProperty("vcr.mode", "all");
        try {
            assertThat(SampleRun.withProperty("vcr.max-age", "P7D", Sample.class)
                            .verdict())
                    .isEqualTo("MISS:RECORDED");
        } finally {
            System.clearProperty("vcr.mode");
        }
        assertThat(SampleRun.withProperty("vcr.max-age", "P7D", Sample.class)
                        .end()
                        .getStatus())
                .isEqualTo(Status.SUCCESSFUL);
    }

    private static void record(Duration age) throws IOException {
        Traffic.store(STORE, "template", "/1");
        Episode template =
                STORE.load(CassetteId.of("template")).orElseThrow().episodes().get(0);
        Episode aged = new Episode(
                template.request(), template.response(), Instant.now().minus(age), null, null);
        STORE.save(Cassette.of(CassetteId.of(ID), List.of(aged)));
    }

    static class Sample {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Traffic.get("/1");
        }
    }
}
