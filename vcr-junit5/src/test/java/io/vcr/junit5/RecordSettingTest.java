package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Persisters;
import io.vcr.Recorded;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Persister;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RecordSettingTest {

    private static final Persister STORE = Persisters.inMemory();

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void errorIsDroppedAndTheLineNamesTheSetting() {
        assertThat(SampleRun.of(Missing.class).line())
                .startsWith("[VCR LIVE]")
                .contains(" dropped=1(status 404) ")
                .endsWith(" (vcr.record=errors records responses of any status)");
    }

    @Test
    void errorIsRecordedIfASettingSaysSo() {
        assertThat(SampleRun.withProperty("vcr.record", "errors", Missing.class).verdict())
                .isEqualTo("MISS:RECORDED");
        assertThat(SampleRun.of(Missing.class).verdict()).isEqualTo("HIT");
    }

    @Test
    void errorIsRecordedIfTheAnnotationSaysSo() {
        assertThat(SampleRun.of(Annotated.class).verdict()).isEqualTo("MISS:RECORDED");
        assertThat(SampleRun.of(Annotated.class).verdict()).isEqualTo("HIT");
    }

    @Test
    void settingGoesBeforeTheAnnotation() {
        assertThat(SampleRun.withProperty("vcr.record", "success", Annotated.class)
                        .verdict())
                .isEqualTo("LIVE");
    }

    private static void askForWhatIsMissing() {
        Decision decision = OpenSessions.decide(
                new OpenSessions.Origin(Optional.empty(), null, null, false),
                () -> Traffic.request("/missing"),
                () -> Body.EMPTY);
        if (decision instanceof Decision.Live live) {
            live.capture().head(new HttpResponse(404, "Not Found", Headers.EMPTY, Body.EMPTY));
            live.capture().end();
        }
    }

    static class Missing {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            askForWhatIsMissing();
        }
    }

    @UseCassette(record = Recorded.ERRORS)
    static class Annotated {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            askForWhatIsMissing();
        }
    }
}
