package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vcr.OpenSessions;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.junit5.internal.test.Build;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Responses that are recorded again with another structure. */
class DriftSettingTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String HERE = "io/vcr/junit5/DriftSettingTest.";
    private static final String OLD = "{\"owner\":\"a\"}";

    @BeforeEach
    void clear() throws IOException {
        Traffic.clear(STORE);
        for (String id : List.of("Sample/sample", "Once/connect@BeforeAll", "shared")) {
            STORE.save(Cassette.of(
                    CassetteId.of(HERE + id),
                    List.of(new Episode(Traffic.request("/1"), json(OLD), null, null, null))));
        }
    }

    @Test
    void reportIsTheDefaultAndSavesTheNewRecording() {
        SampleRun run = SampleRun.of(Sample.class);

        assertThat(run.end().getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(run.printed())
                .contains("[VCR DRIFT] replayed=0 recorded=1 live=1 drift=1")
                .contains("  drift            io.vcr.junit5.DriftSettingTest$Sample#sample:"
                        + " GET https://api.example.com/1: $.owner went")
                .contains("VCR COST LEAK CHECK: PASS");
        assertThat(stored("Sample/sample")).isEqualTo("{}");
    }

    @Test
    void failKeepsTheOldRecordingAndNamesTheChange() {
        assertThat(SampleRun.withProperty("vcr.drift", "fail", Sample.class).failure())
                .hasMessage(
                        """
                1 change of structure in cassette io/vcr/junit5/DriftSettingTest.Sample/sample
                  GET https://api.example.com/1: $.owner went
                  fix    accept the new recording: VCR_DRIFT=report VCR_RECORD_MODE=all mvn test -pl vcr-junit5 \
                -Dtest='DriftSettingTest$Sample#sample'\
                """.replace(" -pl vcr-junit5", Build.current().module().isEmpty() ? "" : " -pl vcr-junit5"));
        assertThat(stored("Sample/sample")).isEqualTo(OLD);
    }

    @Test
    void failHoldsForCodeThatRunsOnceForAClass() {
        assertThat(SampleRun.withProperty("vcr.drift", "fail", Once.class).failure())
                .hasMessageContaining("$.owner went");
        assertThat(stored("Once/connect@BeforeAll")).isEqualTo(OLD);
    }

    @Test
    void failHoldsForTheCassetteOfAFactory() {
        assertThat(SampleRun.withProperty("vcr.drift", "fail", Factory.class).failure())
                .hasMessageContaining("$.owner went");
        assertThat(stored("shared")).isEqualTo(OLD);
    }

    @Test
    void offSaysNothing() {
        assertThat(SampleRun.withProperty("vcr.drift", "off", Sample.class).printed())
                .contains("[VCR MISS:RECORDED]")
                .doesNotContainIgnoringCase("drift=")
                .doesNotContain("owner");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "report", "off"})
    void testWithoutDriftPasses(String setting) throws IOException {
        Cassette old = STORE.load(CassetteId.of(HERE + "Sample/sample")).orElseThrow();
        STORE.save(old.withEpisodes(List.of(new Episode(Traffic.request("/1"), json("{}"), null, null, null))));

        assertThat(SampleRun.withProperty("vcr.drift", setting, Sample.class)
                        .end()
                        .getStatus())
                .isEqualTo(Status.SUCCESSFUL);
    }

    private static String stored(String id) {
        try {
            return STORE.load(CassetteId.of(HERE + id))
                    .orElseThrow()
                    .episodes()
                    .get(0)
                    .response()
                    .body()
                    .text()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse json(String body) {
        return new HttpResponse(200, "OK", Headers.of("Content-Type", "application/json"), Body.of(body));
    }

    private static void send() {
        Traffic.answered(
                OpenSessions.decide(
                        new OpenSessions.Origin(Optional.empty(), null, null, false),
                        () -> Traffic.request("/1"),
                        () -> Traffic.request("/1").body()),
                json("{}"));
    }

    static class Sample {

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).mode(RecordMode.ALL).build());

        @Test
        void sample() {
            send();
        }
    }

    static class Once {

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).mode(RecordMode.ALL).build());

        @BeforeAll
        static void connect() {
            send();
        }

        @Test
        void sample() {}
    }

    static class Factory {

        @RegisterExtension
        static final VcrExtension VCR =
                VcrExtension.using(Vcr.builder(STORE).mode(RecordMode.ALL).build());

        @TestFactory
        @UseCassette(HERE + "shared")
        Stream<DynamicTest> sample() {
            return Stream.of(dynamicTest("sends", DriftSettingTest::send));
        }
    }
}
