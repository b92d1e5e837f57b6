package io.vcr;

import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("asks which sessions of the JVM are open")
@Execution(ExecutionMode.SAME_THREAD)
class OpenSessionsTest {

    private static final HttpRequest REQUEST = get("https://h/a?token=s3cret");
    private static final Optional<String> NO_KEY = Optional.empty();

    private final Vcr vcr = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .mode(RecordMode.NONE)
            .build();
    private final List<Session> opened = new ArrayList<>();

    @AfterEach
    void finishAll() {
        opened.forEach(session -> session.finish(Outcome.FAILED));
    }

    @Test
    void outsideAnySessionARequestPassesAndItsBodyIsNotRead() {
        Decision decision =
                OpenSessions.decide(new OpenSessions.Origin(Optional.of("a"), null, null, false), () -> REQUEST, () -> {
                    throw new AssertionError("read");
                });

        assertThat(decision).isEqualTo(new Decision.PassThrough("no open session"));
    }

    @Test
    void sessionIsChosenBeforeABodyThatIsStillOnItsWay() throws Exception {
        Session mine = open("mine");
        openElsewhere("other");
        CompletableFuture<Body> body = new CompletableFuture<>();
        CompletionStage<Decision> decision =
                OpenSessions.decideAsync(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, () -> body);

        Thread writing = new Thread(() -> body.complete(Body.of("late")));
        writing.start();
        writing.join();

        assertThat(decision).isCompletedWithValueMatching(Decision.Refuse.class::isInstance);
        assertThat(mine.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void nothingIsDecidedBeforeTheBodyIsThere() {
        Session session = open("a");

        CompletionStage<Decision> decision = OpenSessions.decideAsync(
                new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, CompletableFuture::new);

        assertThat(decision).isNotDone();
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void bodyThatCannotBeReadFailsTheDecision() {
        Session session = open("a");
        IOException gone = new IOException("gone");

        CompletionStage<Decision> decision = OpenSessions.decideAsync(
                new OpenSessions.Origin(NO_KEY, null, null, false),
                () -> REQUEST,
                () -> CompletableFuture.failedFuture(gone));

        assertThat(decision.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCause(gone);
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void bodyThatComesAfterTheEndOfTheSessionIsRefused() {
        Session session = open("a");
        CompletableFuture<Body> body = new CompletableFuture<>();
        CompletionStage<Decision> decision =
                OpenSessions.decideAsync(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, () -> body);
        session.finish(Outcome.PASSED);

        body.complete(Body.EMPTY);

        assertThat(decision)
                .isCompletedWithValueMatching(answer -> answer instanceof Decision.Refuse refuse
                        && refuse.message().startsWith("The session has ended before GET "));
    }

    @Test
    void bodyOfARequestThatPassesThroughIsNotBegun() {
        CompletionStage<Decision> decision =
                OpenSessions.decideAsync(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, () -> {
                    throw new AssertionError("begun");
                });

        assertThat(decision).isCompletedWithValue(new Decision.PassThrough("no open session"));
    }

    @Test
    void outsideAnySessionARequestIsCountedByItsHostOnce() {
        OpenSessions.takeOutside();
        OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);
        OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(OpenSessions.takeOutside()).containsExactly(Map.entry("h", 2));
        assertThat(OpenSessions.takeOutside()).isEmpty();
    }

    @Test
    void aRequestOfASessionIsNotCountedAsOutside() {
        OpenSessions.takeOutside();
        open("a");
        OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(OpenSessions.takeOutside()).isEmpty();
    }

    @Test
    void aSessionThatIsOffIsNoWayOutForARequestThatMayBelongToAnother() throws Exception {
        Session off = openElsewhere("off", true);
        Session on = openElsewhere("on");
        Decision decision =
                OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(decision).isInstanceOf(Decision.Refuse.class);
        assertThat(on.finish(Outcome.PASSED).refusals()).hasSize(1);
        assertThat(off.finish(Outcome.PASSED).refusals()).isEmpty();
    }

    @Test
    void aSessionThatIsOffIsHiddenByTheOneThatRunsInsideIt() throws Exception {
        CompletableFuture.runAsync(
                        () -> {
                            opened.add(vcr.toBuilder().off(true).build().open("off"));
                            open("inside");
                        },
                        task -> new Thread(task).start())
                .get();

        assertThat(decidedBy(NO_KEY, null, null)).isEqualTo("inside");
    }

    @Test
    void aThreadThatWasHandedASessionBelongsToNoOtherOneAfterItsEnd() throws Exception {
        Session over = open("over");
        try (Session.Binding binding = over.bind()) {
            over.finish(Outcome.PASSED);
            Session next = openElsewhere("next");

            Decision decision = OpenSessions.decide(
                    new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

            assertThat(decision).isInstanceOf(Decision.Refuse.class);
            assertThat(next.finish(Outcome.PASSED).counts().live()).isZero();
        }
    }

    @Test
    void bindingsMayBeUndoneInAnyOrder() throws Exception {
        Session one = openElsewhere("one");
        Session two = openElsewhere("two");
        Session.Binding first = one.bind();
        Session.Binding second = two.bind();
        first.close();
        assertThat(OpenSessions.bound()).contains(two);
        second.close();

        assertThat(OpenSessions.bound()).isEmpty();
    }

    @Test
    void theKeyWinsOverEverything() throws Exception {
        Session named = openElsewhere("named");
        Session own = open("own");

        assertThat(decidedBy(Optional.of("named"), own, own)).isEqualTo("named");
    }

    @Test
    void thenTheSessionOfTheAdapter() throws Exception {
        Session own = openElsewhere("own");
        Session captured = openElsewhere("captured");
        open("bound");

        assertThat(decidedBy(NO_KEY, own, captured)).isEqualTo("own");
    }

    @Test
    void thenTheOneCapturedWhereTheCallWasCreated() throws Exception {
        Session captured = openElsewhere("captured");
        open("bound");

        assertThat(decidedBy(NO_KEY, null, captured)).isEqualTo("captured");
    }

    @Test
    void thenTheOneBoundToTheThread() throws Exception {
        openElsewhere("other");
        Session bound = open("bound");

        assertThat(decidedBy(NO_KEY, null, null)).isEqualTo("bound");
    }

    @Test
    void thenTheOnlyOne() throws Exception {
        Session only = openElsewhere("only");

        assertThat(decidedBy(NO_KEY, null, null)).isEqualTo("only");
    }

    @Test
    void severalAreAmbiguousAndEachOfThemRemembers() throws Exception {
        Session b = openElsewhere("b");
        Session a = openElsewhere("a");
        Decision.Refuse refuse = (Decision.Refuse)
                OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(refuse.message())
                .startsWith("Several open sessions could own GET https://h/a\n  open    a, b\n")
                .contains("  thread  " + Thread.currentThread().getName() + "\n  at      io.vcr.OpenSessionsTest.");
        assertThat(a.finish(Outcome.PASSED).refusals()).containsExactly(refuse.message());
        assertThat(b.finish(Outcome.PASSED).refusals()).containsExactly(refuse.message());
    }

    @Test
    void aKeyWithoutAnOpenSessionIsRefused() throws Exception {
        Session a = openElsewhere("a");
        Decision decision = OpenSessions.decide(
                new OpenSessions.Origin(Optional.of("gone"), a, a, false), () -> REQUEST, REQUEST::body);

        assertThat(((Decision.Refuse) decision).message())
                .startsWith("0 open sessions have the cassette named by GET https://h/a\n  open    a\n");
    }

    @Test
    void aKeyOfTwoOpenSessionsIsRefused() throws Exception {
        openElsewhere("a");
        openElsewhere("a");
        Decision decision = OpenSessions.decide(
                new OpenSessions.Origin(Optional.of("a"), null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(((Decision.Refuse) decision).message()).startsWith("2 open sessions have the cassette named by GET");
    }

    @Test
    void manyOpenSessionsAreNotAllListed() throws Exception {
        for (int i = 10; i < 25; i++) {
            openElsewhere("s" + i);
        }
        Decision decision =
                OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(((Decision.Refuse) decision).message())
                .contains("open    s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, ...\n");
    }

    @Test
    void theInnerOfNestedSessionsWinsAndTheOuterResumes() {
        Session outer = open("outer");
        Session inner = open("inner");

        assertThat(decidedBy(NO_KEY, null, null)).isEqualTo("inner");
        inner.finish(Outcome.PASSED);
        assertThat(decidedBy(NO_KEY, null, null)).isEqualTo("outer");
    }

    @Test
    void anOuterSessionThatEndsFirstIsSkipped() {
        Session outer = open("outer");
        Session inner = open("inner");
        outer.finish(Outcome.PASSED);

        assertThat(OpenSessions.bound()).contains(inner);
        inner.finish(Outcome.PASSED);
        assertThat(OpenSessions.bound()).isEmpty();
    }

    @Test
    void aBindingIsUndone() throws Exception {
        Session outer = open("outer");
        Session other = openElsewhere("other");
        try (Session.Binding binding = other.bind()) {
            assertThat(OpenSessions.bound()).contains(other);
        }

        assertThat(OpenSessions.bound()).contains(outer);
    }

    @Test
    void nothingIsInherited() {
        open("parent");

        assertThat(CompletableFuture.supplyAsync(OpenSessions::bound, task -> new Thread(task).start())
                        .join())
                .isEmpty();
    }

    @Test
    void aClosedSessionOfAnAdapterRefusesAndDoesNotGuess() throws Exception {
        Session own = open("own");
        openElsewhere("other");
        own.finish(Outcome.PASSED);
        Decision decision =
                OpenSessions.decide(new OpenSessions.Origin(NO_KEY, own, null, false), () -> REQUEST, REQUEST::body);

        assertThat(((Decision.Refuse) decision).message()).startsWith("The session has ended before GET https://h/a");
    }

    @Test
    void afterTheLastSessionRequestsPassAgain() {
        open("a").finish(Outcome.PASSED);

        assertThat(OpenSessions.decide(
                        new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body))
                .isInstanceOf(Decision.PassThrough.class);
    }

    @Test
    void aRefusalDoesNotShowTheQuery() throws Exception {
        openElsewhere("a");
        openElsewhere("b");
        Decision decision =
                OpenSessions.decide(new OpenSessions.Origin(NO_KEY, null, null, false), () -> REQUEST, REQUEST::body);

        assertThat(((Decision.Refuse) decision).message()).doesNotContain("s3cret");
    }

    /** The cassette in whose name the request is refused: nothing is stored and the mode is none. */
    private static String decidedBy(Optional<String> key, @Nullable Session own, @Nullable Session captured) {
        Decision decision =
                OpenSessions.decide(new OpenSessions.Origin(key, own, captured, false), () -> REQUEST, REQUEST::body);
        String line = ((Decision.Refuse) decision).message().lines().toList().get(1);
        return line.replaceFirst("  cassette  (\\S+) .*", "$1");
    }

    private Session open(String id) {
        Session session = vcr.open(id);
        opened.add(session);
        return session;
    }

    private Session openElsewhere(String id) throws Exception {
        return openElsewhere(id, false);
    }

    private Session openElsewhere(String id, boolean off) throws Exception {
        Supplier<Session> open = () -> vcr.toBuilder().off(off).build().open(id);
        Session session = CompletableFuture.supplyAsync(open, task -> new Thread(task).start())
                .get();
        opened.add(session);
        return session;
    }
}
