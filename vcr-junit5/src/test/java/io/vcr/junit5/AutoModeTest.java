package io.vcr.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Persisters;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.spi.Persister;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension as JUnit detects it by itself: cassettes without annotations, and an eye on the tests without one. */
class AutoModeTest {

    private static final String HERE = "io/vcr/junit5/AutoModeTest.";
    private static final Persister STORE = Persisters.inMemory();

    @TempDir
    Path directory;

    @BeforeEach
    void clear() {
        Traffic.clear(STORE);
    }

    private SampleRun run(Class<?> sample, String... settings) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "junit.jupiter.extensions.autodetection.enabled",
                "true",
                "vcr.store",
                directory.toUri().toString()));
        for (int i = 0; i < settings.length; i += 2) {
            configuration.put(settings[i], settings[i + 1]);
        }
        return SampleRun.of(sample, configuration);
    }

    private SampleRun runAuto(Class<?> sample, String... settings) {
        String[] all = List.of(settings).toArray(new String[settings.length + 2]);
        all[settings.length] = "vcr.auto";
        all[settings.length + 1] = "io.vcr..";
        return run(sample, all);
    }

    private List<String> ids() {
        try (FilePersister store = FilePersister.of(directory)) {
            return Traffic.ids(store);
        }
    }

    @Test
    void testWithoutAnnotationHasACassetteOfItsOwn() {
        SampleRun run = runAuto(Plain.class);

        assertThat(run.lines()).allMatch(line -> line.startsWith("[VCR MISS:RECORDED]"));
        assertThat(ids()).containsExactly(HERE + "Plain/connect@BeforeAll", HERE + "Plain/sample");
    }

    @Test
    void secondRunReplaysIt() {
        runAuto(Plain.class);

        assertThat(runAuto(Plain.class, "vcr.mode", "none").lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("[VCR HIT]"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Annotated.class, AnnotatedMethod.class, Extended.class})
    void annotationAndDetectionActOnce(Class<?> sample) {
        SampleRun run = runAuto(sample);

        assertThat(run.failures()).isEmpty();
        assertThat(run.line()).startsWith("[VCR MISS:RECORDED] replayed=0 recorded=1 live=1");
        assertThat(ids()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {Annotated.class, AnnotatedMethod.class, Extended.class})
    void annotationHoldsOutsideThePackagesToo(Class<?> sample) {
        assertThat(run(sample, "vcr.auto", "io.vcr.file").verdict()).isEqualTo("MISS:RECORDED");
    }

    @Test
    void configurationInCodeAndDetectionActOnce() {
        SampleRun run = runAuto(InCode.class);

        assertThat(run.line()).startsWith("[VCR MISS:RECORDED]");
        assertThat(Traffic.ids(STORE)).containsExactly(HERE + "InCode/sample");
        assertThat(ids()).isEmpty();
    }

    @Test
    void testThatOptsOutIsOffAndSaysWhy() {
        assertThat(runAuto(OptsOut.class).line())
                .startsWith("[VCR OFF] replayed=0 recorded=0 live=1")
                .endsWith(" (pays)");
    }

    @Test
    void mockServerOfATestIsLeftAlone() {
        SampleRun run = runAuto(CallsAMockServer.class);

        assertThat(run.line()).startsWith("[VCR LIVE] replayed=0 recorded=0 live=1 passed_through=1(localhost)");
        assertThat(run.printed()).contains("VCR COST LEAK CHECK: PASS");
        assertThat(ids()).isEmpty();
    }

    @Test
    void mockServerOfATestIsRecordedIfTheSettingSaysSo() {
        assertThat(runAuto(CallsAMockServer.class, "vcr.ignore-localhost", "false")
                        .verdict())
                .isEqualTo("MISS:RECORDED");
    }

    @Test
    void mockServerOfAnAnnotatedTestIsRecorded() {
        assertThat(runAuto(AnnotatedCallsAMockServer.class).verdict()).isEqualTo("MISS:RECORDED");
    }

    @Test
    void testOutsideThePackagesGoesLiveAndIsNamed() {
        SampleRun run = run(Plain.class, "vcr.auto", "io.vcr.file");

        assertThat(run.failures()).isEmpty();
        assertThat(ids()).isEmpty();
        assertThat(run.printed().lines())
                .contains(
                        "[VCR LIVE] 1 call to api.example.com :: io.vcr.junit5.AutoModeTest$Plain#sample (no cassette)",
                        "  no cassette      io.vcr.junit5.AutoModeTest$Plain#sample (1 call to api.example.com)",
                        "VCR COST LEAK CHECK: FAIL, 2 tests will go live again in the next run");
    }

    @Test
    void mockServerOfATestWithoutACassetteIsNoCost() {
        assertThat(run(CallsAMockServer.class).printed()).isEmpty();
    }

    @Test
    void testWithoutACassetteAndWithoutRequestsIsNotShown() {
        assertThat(run(Silent.class, "vcr.verbose", "1").printed()).isEmpty();
    }

    @Test
    void requestOfAThreadThatBelongsToNoTestIsCounted() {
        OpenSessions.takeOutside();
        Traffic.get("/before");

        assertThat(run(Silent.class).printed())
                .contains("[VCR LIVE] 1 call to api.example.com :: unknown test (no cassette)");
    }

    @Test
    void asynchronousRequestOfATestWithoutACassetteIsItsOwn() {
        assertThat(run(Asynchronous.class).printed())
                .contains("[VCR LIVE] 1 call to api.example.com :: io.vcr.junit5.AutoModeTest$Asynchronous#sample");
    }

    @Test
    void sessionThatATestOpensItselfWorksAsWithoutUs() {
        SampleRun run = run(OpensItself.class);

        assertThat(run.failures()).isEmpty();
        assertThat(Traffic.ids(STORE)).containsExactly("by-hand");
    }

    @Test
    void packagesWithoutDetectionAreAnErrorAndNotSilentlyWithoutEffect() {
        assertThat(SampleRun.of(Annotated.class, Map.of("vcr.auto", "io.vcr..")).failure())
                .hasMessage("Setting vcr.auto (VCR_AUTO) has no effect because JUnit does not detect extensions;"
                        + " set junit.jupiter.extensions.autodetection.enabled = true");
    }

    @Test
    void connectionThatBelongsToNoTestIsNamedIfItsHostIsNotAllowed() {
        OpenSessions.takeOutside();
        OpenSessions.takeUnseenOutside();
        OpenSessions.countUnseen("2001:db8:0:0:0:0:0:1", "[2001:db8:0:0:0:0:0:1]:443 by com.acme.Client");
        OpenSessions.countUnseen("known.example.com", "known.example.com:443 by com.acme.Client");

        assertThat(run(Silent.class, "vcr.max-live-calls", "0", "vcr.pass-through-hosts", "known.example.com")
                        .failure())
                .hasStackTraceContaining("  live   1  unknown test\n"
                        + "  unseen [2001:db8:0:0:0:0:0:1]:443 by com.acme.Client\n"
                        + "  fix    record");
    }

    @Test
    void liveCallThatBelongsToNoTestFailsTheRunIfNoneIsAllowed() {
        OpenSessions.takeOutside();
        Traffic.get("/before");

        assertThat(run(Silent.class, "vcr.max-live-calls", "0").failure())
                .hasStackTraceContaining("1 live call is more than vcr.max-live-calls=0")
                .hasStackTraceContaining("  live   1  unknown test");
    }

    @Test
    void packageWithoutAClassIsAnErrorWithTheNearestOne() {
        assertThat(run(Plain.class, "vcr.auto", "io.vcr.junit6..").failure())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Setting vcr.auto (VCR_AUTO): there is no class in io.vcr.junit6..;"
                        + " did you mean io.vcr.junit5?");
    }

    @Test
    void nothingIsWatchedIfSwitchedOff() {
        assertThat(run(Plain.class, "vcr.disable", "1").printed()).isEmpty();
    }

    static class Plain {
        @BeforeAll
        static void connect() {
            Traffic.get("/all");
        }

        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    @UseCassette
    static class Annotated {
        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    static class AnnotatedMethod {
        @Test
        @UseCassette
        void sample() {
            Traffic.get("/1");
        }
    }

    @ExtendWith(VcrExtension.class)
    static class Extended {
        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    static class InCode {
        @RegisterExtension
        static final VcrExtension VCR = VcrExtension.using(Vcr.builder(STORE).build());

        @Test
        void sample() {
            Traffic.get("/1");
        }
    }

    static class OptsOut {
        @Test
        @NoCassette("pays")
        void sample() {
            Traffic.get("/1");
        }
    }

    static class CallsAMockServer {
        @Test
        void sample() {
            HttpRequest request = new HttpRequest("GET", Uri.of("http://localhost:8089/"), Headers.EMPTY, Body.EMPTY);
            Traffic.answered(OpenSessions.decide(
                    new OpenSessions.Origin(Optional.empty(), null, null, false), () -> request, request::body));
        }
    }

    @UseCassette
    static class AnnotatedCallsAMockServer extends CallsAMockServer {}

    static class Silent {
        @Test
        void sample() {}
    }

    static class Asynchronous {
        @Test
        void sample() {
            CompletableFuture.supplyAsync(() -> Traffic.get("/1"), task -> new Thread(task).start())
                    .join();
        }
    }

    static class OpensItself {
        @Test
        void sample() {
            try (var session = Vcr.builder(STORE).build().open("by-hand")) {
                Decision decision = CompletableFuture.supplyAsync(
                                () -> Traffic.get("/1"), task -> new Thread(task).start())
                        .join();
                assertThat(decision).isInstanceOf(Decision.Live.class);
            }
        }
    }
}
