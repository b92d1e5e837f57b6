package io.vcr.junit5.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.junit5.SampleRun;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.UseCassette;
import io.vcr.junit5.VcrExtension;
import io.vcr.junit5.internal.test.TestClasses;
import io.vcr.spi.Persister;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptOutTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final String HERE = "io.vcr.junit5.internal.setting.OptOutTest$";
    private static final TestClasses CLASSES = TestClasses.beside(Optional.of(OptOutTest.class));

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    /** The tests that still have a cassette, of Sub: one, two[1], two[2], over(), over(TestInfo) and Inner/deep. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HERESub                    | ",
                "HEREBase                   | ",
                "HERESub$Inner              | one over() over(TestInfo) setUp@BeforeAll two[1] two[2]",
                "HERESub#one                | Inner/deep over() over(TestInfo) setUp@BeforeAll two[1] two[2]",
                "HEREBase#one               | Inner/deep over() over(TestInfo) setUp@BeforeAll two[1] two[2]",
                "HERESub#two                | Inner/deep one over() over(TestInfo) setUp@BeforeAll",
                "HERESub#two[2]             | Inner/deep one over() over(TestInfo) setUp@BeforeAll two[1]",
                "HERESub#over               | Inner/deep one setUp@BeforeAll two[1] two[2]",
                "HERESub#over(TestInfo)     | Inner/deep one over() setUp@BeforeAll two[1] two[2]",
                "HERESub#over()             | Inner/deep one over(TestInfo) setUp@BeforeAll two[1] two[2]",
                "*#deep                     | one over() over(TestInfo) setUp@BeforeAll two[1] two[2]",
                "*$Sub#one                  | Inner/deep over() over(TestInfo) setUp@BeforeAll two[1] two[2]",
                "*$Sub#two[1]               | Inner/deep one over() over(TestInfo) setUp@BeforeAll two[2]",
                "*OptOutTest$Sub            | Inner/deep",
            })
    void whatTheListNamesHasNoCassette(String pattern, String rest) {
        SampleRun.of(Sub.class, Map.of("vcr.opt-out", pattern.replace("HERE", HERE) + ": why"));

        assertThat(String.join(" ", Traffic.ids(STORE))
                        .replace("io/vcr/junit5/internal/setting/OptOutTest.Sub.", "")
                        .replace("io/vcr/junit5/internal/setting/OptOutTest.Sub/", ""))
                .isEqualTo(rest == null ? "" : rest);
    }

    @Test
    void testGoesLiveAndSaysWhy() {
        SampleRun run = SampleRun.of(Base.class, Map.of("vcr.opt-out", HERE + "Base: a real clock is needed, sadly"));

        assertThat(run.line())
                .startsWith("[VCR OFF] ")
                .contains(" live=1 ")
                .endsWith(" (a real clock is needed, sadly)");
        assertThat(run.printed())
                .contains(
                        "  opted out        io.vcr.junit5.internal.setting.OptOutTest$Base#one (a real clock is needed, sadly)")
                .contains("VCR COST LEAK CHECK: PASS");
    }

    @Test
    void listGoesBeforeAnAnnotationOnTheMethod() {
        assertThat(SampleRun.of(AnnotatedMethod.class, Map.of("vcr.opt-out", HERE + "AnnotatedMethod: why"))
                        .verdict())
                .isEqualTo("OFF");
    }

    @Test
    void entriesAreSeparatedBySemicolons() {
        List<OptOut> list = OptOut.list("\n " + HERE + "Base#one: one, two: three;\n " + HERE + "Sub: why ;", CLASSES);

        assertThat(list).extracting(OptOut::pattern).containsExactly(HERE + "Base#one", HERE + "Sub");
        assertThat(list).extracting(OptOut::reason).containsExactly("one, two: three", "why");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEREBaze: why         | HEREBaze | names a class that does not exist; did you mean HEREBase?",
                "io.vcr.junit4.internal.setting.OptOutTest: why | io.vcr.junit4.internal.setting.OptOutTest | names a class that does not exist; did you mean io.vcr.junit5.internal.setting.OptOutTest?",
                "HEREBase#onne: why    | HEREBase#onne | names a test that HEREBase does not have; did you mean one?",
                "HERESub#over(Test): why | HERESub#over(Test) | names a test that HERESub does not have; did you mean over()?",
                "HERESub#help: why     | HERESub#help | names a test that HERESub does not have; did you mean one?",
                "*Sub#onne: why        | *Sub#onne | does not match the end of any test name; did you mean OptOutTest$Sub#one?",
                "HEREBase              | HEREBase | has no reason; write \"HEREBase: the reason\"",
                "HEREBase:             | HEREBase: | has no reason; write \"HEREBase: the reason\""
            })
    void whatMatchesNothingIsAnErrorWithTheNearestName(String setting, String pattern, String problem) {
        assertThatThrownBy(() -> OptOut.list(setting.replace("HERE", HERE), CLASSES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting vcr.opt-out (VCR_OPT_OUT): \"" + pattern.replace("HERE", HERE) + "\" "
                        + problem.replace("HERE", HERE));
    }

    @Test
    void everyMistakeIsListed() {
        assertThatThrownBy(() -> OptOut.list(HERE + "A: why; " + HERE + "Base#b: why", CLASSES))
                .hasMessageContaining(HERE + "A\" names a class")
                .hasMessageContaining(HERE + "Base#b\" names a test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.vcr.junit5.internal.setting.Nobody: why", "io.vcr.junit5.internal.setting.Nobody"})
    void mistakeFailsBeforeAnyTestHasRun(String setting) {
        Base.ran = false;

        SampleRun run = SampleRun.of(Base.class, Map.of("vcr.opt-out", setting));

        assertThat(run.failure()).hasMessageContaining("Setting vcr.opt-out (VCR_OPT_OUT)");
        assertThat(Base.ran).isFalse();
    }

    static class Base {
        private static boolean ran;

        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void one() {
            ran = true;
            Traffic.get("/1");
        }
    }

    static class Sub extends Base {
        @BeforeAll
        static void setUp() {
            Traffic.get("/all");
        }

        @RepeatedTest(2)
        void two() {
            Traffic.get("/2");
        }

        @Test
        void over() {
            help();
        }

        @Test
        void over(TestInfo info) {
            help();
        }

        void help() {
            Traffic.get("/3");
        }

        @Nested
        class Inner {
            @Test
            void deep() {
                Traffic.get("/4");
            }
        }
    }

    static class AnnotatedMethod extends Base {
        @Test
        @UseCassette
        @Override
        void one() {
            super.one();
        }
    }
}
