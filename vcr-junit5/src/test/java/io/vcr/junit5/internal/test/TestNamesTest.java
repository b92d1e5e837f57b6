package io.vcr.junit5.internal.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.junit5.SampleRun;
import io.vcr.junit5.Traffic;
import io.vcr.junit5.VcrExtension;
import io.vcr.spi.Persister;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junitpioneer.jupiter.RetryingTest;

/** The ids of cassettes; each sample records one episode, so that its cassette is in the store. */
class TestNamesTest {

    private static final String HERE = "io/vcr/junit5/internal/test/TestNamesTest.";
    private static final Persister STORE = Persisters.inMemory();

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    @Test
    void packageClassAndMethod() {
        assertThat(ids(Plain.class)).containsExactly(HERE + "Plain/sample");
    }

    @Test
    void displayNamesAreNotInIt() {
        assertThat(ids(Displayed.class)).containsExactly(HERE + "Displayed/sample");
    }

    @Test
    void overloadsHaveTheirParameterTypes() {
        assertThat(ids(Overloaded.class))
                .containsExactly(HERE + "Overloaded/sample(Session)", HERE + "Overloaded/sample(Session,TestInfo)");
    }

    @Test
    void aMethodThatIsNoTestIsNoOverload() {
        assertThat(ids(Helped.class)).containsExactly(HERE + "Helped/sample");
    }

    @Test
    void nestedClassStandsBehindTheOneAroundIt() {
        assertThat(ids(Outer.class)).containsExactly(HERE + "Outer.Inner/sample", HERE + "Outer/sample");
    }

    @Test
    void inheritedTestBelongsToTheClassThatRunsIt() {
        assertThat(ids(Inheriting.class)).containsExactly(HERE + "Inheriting/sample");
    }

    @Test
    void inheritedOverloadHasItsParameterTypes() {
        assertThat(ids(InheritingOverload.class))
                .containsExactly(
                        HERE + "InheritingOverload/sample(Session)",
                        HERE + "InheritingOverload/sample(Session,TestInfo)");
    }

    @Test
    void overloadsWhoseTypesHaveTheSameSimpleNameAreToldApart() {
        assertThat(ids(Twins.class))
                .containsExactly(
                        HERE + "Twins/sample(io.vcr.junit5.internal.test.TestNamesTest$One$Twin,io.vcr.Session)[1]",
                        HERE + "Twins/sample(io.vcr.junit5.internal.test.TestNamesTest$Other$Twin,io.vcr.Session)[1]");
    }

    @Test
    void overridingMethodIsNoOverload() {
        assertThat(ids(Overriding.class)).containsExactly(HERE + "Overriding/sample");
    }

    @Test
    void invocationsOfAParameterizedTestAreNumbered() {
        assertThat(ids(Parameterized.class))
                .containsExactly(HERE + "Parameterized/sample[1]", HERE + "Parameterized/sample[2]");
    }

    @Test
    void argumentsAreNotInIt() {
        assertThat(ids(Parameterized.class)).noneMatch(id -> id.contains("sk-"));
    }

    @Test
    void repetitionsAreNumbered() {
        assertThat(ids(Repeated.class))
                .containsExactly(HERE + "Repeated/sample[1]", HERE + "Repeated/sample[2]", HERE + "Repeated/sample[3]");
    }

    @Test
    void attemptsOfARetryExtensionShareACassetteAndOnlyThePassingOneIsSaved() {
        Retried.attempts = 0;

        SampleRun run = SampleRun.of(Retried.class);

        assertThat(run.lines())
                .anyMatch(line -> line.startsWith("[VCR MISS:NOT_PERSISTED]"))
                .anyMatch(line -> line.startsWith("[VCR MISS:RECORDED]"));
        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "Retried/sample");
        assertThat(Traffic.stored(STORE, HERE + "Retried/sample")).containsExactly("/2");
        assertThat(run.printed()).contains("[VCR SUMMARY] 1 test: MISS:RECORDED=1");
    }

    @Test
    void secondRunHasTheSameIds() {
        List<String> first = ids(Parameterized.class);
        Traffic.clear(STORE);

        assertThat(ids(Parameterized.class)).isEqualTo(first);
    }

    @Test
    void verdictLineNamesClassMethodAndInvocation() {
        assertThat(SampleRun.of(Parameterized.class).lines())
                .allSatisfy(line -> assertThat(line)
                        .contains(" :: io.vcr.junit5.internal.test.TestNamesTest$Parameterized#sample["));
    }

    private static List<String> ids(Class<?> sample) {
        assertThat(SampleRun.of(sample).failures()).isEmpty();
        return Traffic.ids(STORE);
    }

    abstract static class Sample {
        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());
    }

    static class Plain extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/");
        }
    }

    @DisplayName("sk-ant-no-secret-in-an-id")
    static class Displayed extends Sample {
        @Test
        @DisplayName("../what ever/")
        void sample(Session session) {
            Traffic.get(session, "/");
        }
    }

    static class Overloaded extends Sample {
        @Test
        void sample(Session session) {
            Traffic.get(session, "/");
        }

        @Test
        void sample(Session session, TestInfo info) {
            Traffic.get(session, "/");
        }
    }

    static class Helped extends Sample {
        @Test
        void sample(Session session) {
            sample(session, "/");
        }

        private void sample(Session session, String path) {
            Traffic.get(session, path);
        }
    }

    static class Outer extends Plain {
        @Nested
        class Inner {
            @Test
            void sample(Session session) {
                Traffic.get(session, "/");
            }
        }
    }

    static class Inheriting extends Plain {}

    static class InheritingOverload extends Plain {
        @Test
        void sample(Session session, TestInfo info) {
            Traffic.get(session, "/");
        }
    }

    static class Overriding extends Plain {
        @Test
        @Override
        void sample(Session session) {
            Traffic.get(session, "/");
        }
    }

    static class Parameterized extends Sample {
        @ParameterizedTest
        @ValueSource(strings = {"sk-ant-1", "sk-ant-2"})
        void sample(String argument, Session session) {
            Traffic.get(session, "/");
        }
    }

    static class Retried extends Sample {
        private static int attempts;

        @RetryingTest(2)
        void sample() {
            Traffic.get("/" + ++attempts);
            assertThat(attempts).isEqualTo(2);
        }
    }

    static class Repeated extends Sample {
        @RepeatedTest(3)
        void sample(Session session) {
            Traffic.get(session, "/");
        }
    }

    static final class One {
        enum Twin {
            VALUE
        }
    }

    static final class Other {
        enum Twin {
            VALUE
        }
    }

    static class Twins extends Sample {
        @ParameterizedTest
        @EnumSource
        void sample(One.Twin argument, Session session) {
            Traffic.get(session, "/");
        }

        @ParameterizedTest
        @EnumSource
        void sample(Other.Twin argument, Session session) {
            Traffic.get(session, "/");
        }
    }
}
