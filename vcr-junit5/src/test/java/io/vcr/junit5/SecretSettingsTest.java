package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.SecretPolicy;
import io.vcr.Vcr;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretSettingsTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String HERE = "io/vcr/junit5/SecretSettingsTest.";

    /** Made up, and put together so that no scanner takes this file for a leak. */
    private static final String SECRET = "sk-ant-" + "x1y2".repeat(10);

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void secretIsReplacedUnlessASettingSaysHow() throws IOException {
        SampleRun run = SampleRun.of(Leaking.class);

        assertThat(run.line())
                .startsWith("[VCR MISS:RECORDED]")
                .contains(" redacted=2(anthropic_key in a request body, password in a request body) ");
        assertThat(stored(HERE + "Leaking/sample"))
                .isEqualTo("{\"password\":\"<password-1>\",\"prompt\":\"my key is <anthropic_key-1>\"}");
    }

    @Test
    void secretIsRefusedIfASettingSaysSo() {
        assertThat(SampleRun.withProperty("vcr.secrets", "refuse", Leaking.class)
                        .verdict())
                .isEqualTo("MISS:NOT_PERSISTED");
    }

    @Test
    void secretIsStoredIfASettingSaysSo() throws IOException {
        assertThat(SampleRun.withProperty("vcr.secrets", "off", Leaking.class).verdict())
                .isEqualTo("MISS:RECORDED");
        assertThat(stored(HERE + "Leaking/sample")).contains(SECRET, "hunter22");
    }

    @Test
    void nameAndKindAreKeptIfASettingSaysSo() throws IOException {
        SampleRun.withProperty("vcr.keep", "password, anthropic-key", Leaking.class);

        assertThat(stored(HERE + "Leaking/sample")).contains(SECRET, "hunter22");
    }

    @Test
    void placeIsKeptIfASettingSaysSo() throws IOException {
        SampleRun.withProperty("vcr.keep", "$.password", Leaking.class);

        assertThat(stored(HERE + "Leaking/sample")).contains("hunter22").doesNotContain(SECRET);
    }

    @Test
    void keepAddsToThePolicyInCode() {
        assertThat(SampleRun.withProperty("vcr.keep", "password, anthropic-key", Refusing.class)
                        .verdict())
                .isEqualTo("MISS:RECORDED");
        Traffic.clear(STORE);
        assertThat(SampleRun.withProperty("vcr.keep", "password", Refusing.class)
                        .verdict())
                .isEqualTo("MISS:NOT_PERSISTED");
    }

    @Test
    void variableIsAPlaceholderIfASettingSaysSo() throws IOException {
        SampleRun recorded = SampleRun.withProperty("vcr.placeholders", "PATH, NOT_THERE", WithVariable.class);

        assertThat(recorded.verdict()).isEqualTo("MISS:RECORDED");
        assertThat(stored(HERE + "WithVariable/sample")).isEqualTo("<PATH> <NOT_THERE>");
        assertThat(SampleRun.withProperty("vcr.placeholders", "PATH", WithVariable.class)
                        .verdict())
                .isEqualTo("HIT");
    }

    @Test
    void policyInCodeGoesBeforeTheConfigurationFile() {
        assertThat(SampleRun.of(LeakingOnPurpose.class, Map.of("vcr.secrets", "refuse"))
                        .verdict())
                .isEqualTo("MISS:RECORDED");
    }

    @Test
    void systemPropertyGoesBeforeThePolicyInCode() {
        assertThat(SampleRun.withProperty("vcr.secrets", "refuse", LeakingOnPurpose.class)
                        .verdict())
                .isEqualTo("MISS:NOT_PERSISTED");
    }

    @Test
    void whatIsAllowedInCodeStaysSo() {
        assertThat(SampleRun.withProperty("vcr.secrets", "refuse", Allowing.class)
                        .verdict())
                .isEqualTo("MISS:RECORDED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vcr.secrets      | redcat   | Setting vcr.secrets (VCR_SECRETS) has the value \"redcat\", did you mean redact?",
                "vcr.keep         | $.a[     | Setting vcr.keep (VCR_KEEP) has the value \"$.a[\"; valid is:",
                "vcr.placeholders | <TENANT> | Setting vcr.placeholders (VCR_PLACEHOLDERS) has the value \"<TENANT>\"; valid is:"
            })
    void valueThatIsNotValidFailsTheTest(String key, String value, String message) {
        assertThat(SampleRun.withProperty(key, value, Leaking.class).failure())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static String stored(String id) throws IOException {
        return STORE.load(CassetteId.of(id)).orElseThrow().episodes().stream()
                .map(episode -> episode.request().body().text().orElseThrow())
                .collect(Collectors.joining());
    }

    private static void leak() {
        Traffic.post("/1", "{\"password\":\"hunter22\",\"prompt\":\"my key is " + SECRET + "\"}");
    }

    static class Leaking {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            leak();
        }
    }

    static class Refusing {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(
                Vcr.builder(STORE).secrets(SecretPolicy.refuse()).build());

        @Test
        void sample() {
            leak();
        }
    }

    static class LeakingOnPurpose {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(
                Vcr.builder(STORE).secrets(SecretPolicy.off()).build());

        @Test
        void sample() {
            leak();
        }
    }

    static class Allowing {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE)
                .secrets(SecretPolicy.off().allowing(SECRET, "hunter22"))
                .build());

        @Test
        void sample() {
            leak();
        }
    }

    static class WithVariable {

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Traffic.post("/1", System.getenv("PATH") + " <NOT_THERE>");
        }
    }
}
