package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What the annotation says, on a class, on a method and behind another annotation. */
class UseCassetteTest {

    private static final String HERE = "io/vcr/junit5/UseCassetteTest.";
    private static final Persister STORE = Persisters.inMemory();

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void nameOnAMethodIsTheWholeId() {
        SampleRun.of(NamedMethod.class);

        assertThat(Traffic.ids(STORE)).containsExactly("shared/named");
    }

    @ParameterizedTest
    @ValueSource(classes = {NamedParameters.class, NamedRepetitions.class})
    void invocationsOfANamedMethodShareItsCassette(Class<?> sample) {
        assertThat(SampleRun.of(sample).lines().stream().map(line -> line.split(" ")[1]))
                .containsExactly("MISS:RECORDED]", "HIT]", "HIT]");
        assertThat(Traffic.ids(STORE)).containsExactly("shared/invocations");
        assertThat(Traffic.stored(STORE, "shared/invocations")).containsExactly("/1");
    }

    @Test
    void nameOnAClassIsTheDirectory() {
        SampleRun.of(NamedClass.class);

        assertThat(Traffic.ids(STORE)).containsExactly("checkout/one", "checkout/two");
    }

    @Test
    void nestedClassIsInTheDirectoryOfTheClassAroundIt() {
        SampleRun.of(NamedAround.class);

        assertThat(Traffic.ids(STORE)).containsExactly("around/inner");
    }

    @Test
    void annotationOnAClassIsInherited() {
        SampleRun.of(NamedByInheritance.class);

        assertThat(Traffic.ids(STORE)).containsExactly("checkout/one", "checkout/two");
    }

    @Test
    void metaAnnotationSaysAllThatTheAnnotationSays() {
        SampleRun.of(MetaAnnotated.class);

        assertThat(Traffic.ids(STORE)).containsExactly("meta/sample");
    }

    @Test
    void configurationInCodeHoldsUnderAnAnnotationOnTheClass() {
        SampleRun.of(NamedClass.class);

        assertThat(Traffic.stored(STORE, "checkout/one")).containsExactly("/1");
    }

    @Test
    void sessionIsAParameterUnderAnAnnotationOnTheClass() {
        assertThat(SampleRun.of(ParameterUnderAnnotatedClass.class).end().getStatus())
                .isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void sessionIsAParameterUnderAnAnnotationOnTheMethod() {
        assertThat(SampleRun.of(ParameterUnderAnnotatedMethod.class).end().getStatus())
                .isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void configurationInAFieldOfTheInstanceIsAnErrorUnderAnAnnotationOnTheClass() {
        assertThat(SampleRun.of(InstanceField.class).failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be in a static field");
    }

    @Test
    void configurationOfASubclassGoesBeforeThatOfItsSuperclass() {
        Persister own = ConfiguredAnew.OWN;

        SampleRun.of(ConfiguredAnew.class);

        assertThat(Traffic.ids(own)).containsExactly("checkout/one", "checkout/two");
        assertThat(Traffic.ids(STORE)).isEmpty();
    }

    @Test
    void modeOnAMethod() {
        assertThat(SampleRun.of(NoneOnMethod.class).verdict()).isEqualTo("REFUSED");
    }

    @Test
    void modeOnAClass() {
        assertThat(SampleRun.of(NoneOnClass.class).verdict()).isEqualTo("REFUSED");
    }

    @Test
    void modeOnAMethodGoesBeforeThatOnItsClass() {
        assertThat(SampleRun.of(OnceOnMethodNoneOnClass.class).verdict()).isEqualTo("MISS:RECORDED");
    }

    @Test
    void modeOfASystemPropertyGoesBeforeThatOnAMethod() {
        assertThat(SampleRun.withProperty("vcr.mode", "none", OnceOnMethodNoneOnClass.class)
                        .verdict())
                .isEqualTo("REFUSED");
    }

    @Test
    void whatAMethodLeavesOpenItsClassSays() {
        assertThat(SampleRun.of(NameOnMethodNoneOnClass.class).verdict()).isEqualTo("REFUSED");
    }

    @Test
    void unknownModeFailsTheTestAndListsTheValidOnes() {
        assertThat(SampleRun.withProperty("vcr.mode", "sometimes", NamedMethod.class)
                        .failure())
                .hasMessage("Setting vcr.mode (VCR_RECORD_MODE) has the value \"sometimes\", did you mean none?;"
                        + " valid is: none, once, new_episodes or all");
    }

    @Test
    void maxEpisodesIsALimit() {
        assertThat(SampleRun.of(AtMostOne.class).verdict()).isEqualTo("MISS:OVERFLOW");
    }

    @Test
    void maxEpisodesOfASystemPropertyGoesBefore() {
        assertThat(SampleRun.withProperty("vcr.max-episodes", "2", AtMostOne.class)
                        .verdict())
                .isEqualTo("MISS:RECORDED");
    }

    @Test
    void ttlIsTheLifeOfAnEpisode() throws IOException {
        SampleRun.of(SevenDays.class);

        Episode episode = STORE.load(CassetteId.of(HERE + "SevenDays/sample"))
                .orElseThrow()
                .episodes()
                .get(0);
        assertThat(Duration.between(episode.recordedAt(), episode.expiresAt())).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void ignoredPlaceIsNotCompared() {
        SampleRun.of(Ignoring.class);

        assertThat(SampleRun.of(Ignoring.class).verdict()).isEqualTo("HIT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vcr.max-episodes | none  | Setting vcr.max-episodes (VCR_MAX_EPISODES) has the value \"none\";",
                "vcr.max-episodes | 0     | Setting vcr.max-episodes (VCR_MAX_EPISODES) has the value \"0\";",
                "vcr.ttl          | 1 day | Setting vcr.ttl (VCR_TTL) has the value \"1 day\";",
                "vcr.ttl          | PT-1H | Setting vcr.ttl (VCR_TTL) has the value \"PT-1H\";",
                "vcr.pace         | fast  | Setting vcr.pace (VCR_PACE) has the value \"fast\";",
                "vcr.pace         | -1    | Setting vcr.pace (VCR_PACE) has the value \"-1\";",
                "vcr.disable      | yes   | Setting vcr.disable (VCR_DISABLE) has the value \"yes\";",
                "vcr.repeats      | never | Setting vcr.repeats (VCR_REPEATS) has the value \"never\", did you mean",
                "vcr.refusal      | quiet | Setting vcr.refusal (VCR_REFUSAL) has the value \"quiet\", did you mean",
                "vcr.secrets      | redcat | Setting vcr.secrets (VCR_SECRETS) has the value \"redcat\", did you mean redact?",
                "vcr.on-expired   | panic | Setting vcr.on-expired (VCR_ON_EXPIRED) has the value \"panic\", did you mean"
            })
    void valueThatIsNotValidFailsTheTest(String key, String value, String message) {
        assertThat(SampleRun.withProperty(key, value, NamedMethod.class).failure())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void unknownSettingFailsTheTestWithTheNearestName() {
        assertThat(SampleRun.withProperty("vcr.mod", "none", NamedMethod.class).failure())
                .hasStackTraceContaining("Unknown setting vcr.mod; did you mean vcr.mode?");
    }

    abstract static class Sample {
        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());
    }

    static class NamedMethod extends Sample {
        @Test
        @UseCassette("shared/named")
        void sample() {
            Traffic.get("/1");
        }
    }

    static class NamedParameters extends Sample {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        @UseCassette("shared/invocations")
        void sample(int unused) {
            Traffic.get("/1");
        }
    }

    static class NamedRepetitions extends Sample {
        @RepeatedTest(3)
        @UseCassette("shared/invocations")
        void sample() {
            Traffic.get("/1");
        }
    }

    @UseCassette("checkout")
    static class NamedClass extends Sample {
        @Test
        void one() {
            Traffic.get("/1");
        }

        @Test
        void two() {
            Traffic.get("/2");
        }
    }

    static class NamedByInheritance extends NamedClass {}

    static class ConfiguredAnew extends NamedClass {
        static final Persister OWN = Persisters.inMemory();

        @RegisterExtension
        static final VcrExtension ANEW = VcrExtension.using(Vcr.builder(OWN).build());
    }

    @UseCassette
    static class InstanceField {
        @RegisterExtension
        final VcrExtension vcr = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {}
    }

    @UseCassette("around")
    static class NamedAround extends Sample {
        @Nested
        class Inner {
            @Test
            void inner() {
                Traffic.get("/1");
            }
        }
    }

    @UseCassette("meta")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Meta {}

    @Meta
    static class MetaAnnotated extends Sample {
        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    @UseCassette
    static class ParameterUnderAnnotatedClass extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/1");
        }
    }

    static class ParameterUnderAnnotatedMethod extends Sample {
        @Test
        @UseCassette
        void sample(Session session) {
            Traffic.get(session, "/1");
        }
    }

    static class NoneOnMethod extends Sample {
        @Test
        @UseCassette(mode = RecordMode.NONE)
        void sample() {
            Traffic.get("/1");
        }
    }

    @UseCassette(mode = RecordMode.NONE)
    static class NoneOnClass extends Sample {
        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    @UseCassette(mode = RecordMode.NONE)
    static class OnceOnMethodNoneOnClass extends Sample {
        @Test
        @UseCassette(mode = RecordMode.ONCE)
        void sample() {
            Traffic.get("/1");
        }
    }

    @UseCassette(mode = RecordMode.NONE)
    static class NameOnMethodNoneOnClass extends Sample {
        @Test
        @UseCassette("named")
        void sample() {
            Traffic.get("/1");
        }
    }

    static class AtMostOne extends Sample {
        @Test
        @UseCassette(maxEpisodes = 1)
        void sample() {
            Traffic.get("/1");
            Traffic.get("/2");
        }
    }

    static class SevenDays extends Sample {
        @Test
        @UseCassette(ttl = "P7D")
        void sample() {
            Traffic.get("/1");
        }
    }

    static class Ignoring extends Sample {
        private static int run;

        @Test
        @UseCassette(ignoring = "$.run")
        void sample() {
            Traffic.post("/1", "{\"say\":\"hello\",\"run\":" + ++run + "}");
        }
    }
}
