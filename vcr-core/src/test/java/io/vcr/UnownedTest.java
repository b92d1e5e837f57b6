package io.vcr;

import static io.vcr.Exchanges.episode;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Requests on a thread that belongs to none of several open sessions. */
@Isolated("opens sessions that other tests would find")
@Execution(ExecutionMode.SAME_THREAD)
class UnownedTest {

    private static final HttpRequest A = get("https://h/a");
    private static final HttpRequest B = get("https://h/b");

    private final Persister store = Persisters.inMemory();
    private final Vcr vcr =
            Vcr.builder(store).environment(Map.of()).mode(RecordMode.NONE).build();
    private final List<Session> opened = new ArrayList<>();

    @BeforeEach
    void forgetOthers() {
        OpenSessions.takeUnowned();
    }

    @AfterEach
    void finishAll() {
        opened.forEach(session -> session.finish(Outcome.FAILED));
    }

    @Test
    void theOnlyRecordingThatAnswersIsTheOneOfTheRequest() throws Exception {
        Session one = open(vcr, "one", episode(A, "of one"));
        Session two = open(vcr, "two", episode(B, "of two"));

        assertThat(List.of(ask(B), ask(A))).containsExactly("of two", "of one");
        assertThat(one.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.HIT);
        assertThat(two.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.HIT);
    }

    @Test
    void itIsFoundForABodyThatComesLaterToo() throws Exception {
        open(vcr, "one", episode(post("https://h/", "{\"a\":1}"), "of one"));
        open(vcr, "two", episode(post("https://h/", "{\"a\":2}"), "of two"));
        CompletableFuture<Body> body = new CompletableFuture<>();
        HttpRequest head = post("https://h/", "").withBody(Body.EMPTY);

        CompletionStage<Decision> decision = elsewhere(() -> OpenSessions.decideAsync(
                new OpenSessions.Origin(Optional.empty(), null, null, false), () -> head, () -> body));
        body.complete(Body.of("{\"a\":2}"));

        assertThat(answer(decision.toCompletableFuture().get())).isEqualTo("of two");
    }

    @Test
    void anEpisodeThatWasPlayedAnswersNothing() throws Exception {
        open(vcr, "one", episode(A, "of one"));
        open(vcr, "two", episode(B, "of two"));
        ask(A);

        assertThat(ask(A)).isEqualTo("refused");
    }

    @Test
    void whereSeveralRecordingsAnswerDifferentlyItIsRefused() throws Exception {
        open(vcr, "one", episode(A, "of one"));
        open(vcr, "two", episode(A, "of two"));

        assertThat(message(A)).contains("bound to none of them, and several of them have recorded it, with different");
    }

    @Test
    void whereSeveralRecordingsAnswerAlikeThatIsTheAnswer() throws Exception {
        Session one = open(vcr, "one", episode(A, "same"));
        Session two = open(vcr, "two", episode(A, "same"));

        assertThat(List.of(ask(A), ask(A), ask(A))).containsExactly("same", "same", "refused");
        assertThat(one.finish(Outcome.PASSED).counts().replayed()
                        + two.finish(Outcome.PASSED).counts().replayed())
                .isEqualTo(2);
    }

    @Test
    void anEqualAnswerThatAnotherHasGotIsThereForTheSessionItself() throws Exception {
        Session one = open(vcr, "one", episode(A, "same"));
        Session two = open(vcr, "two", episode(A, "same"));
        ask(A);

        assertThat(answer(one.decide(A))).isEqualTo("same");
        assertThat(answer(two.decide(A))).isEqualTo("same");
    }

    @Test
    void theClosestOfOneRecordingAnswers() throws Exception {
        HttpRequest csv = A.withHeaders(Headers.of("Accept", "text/csv"));
        HttpRequest html = A.withHeaders(Headers.of("Accept", "text/html"));
        open(vcr, "one", episode(csv, "csv"), episode(html, "html"));
        open(vcr, "two", episode(B, "of two"));

        assertThat(List.of(ask(html), ask(csv))).containsExactly("html", "csv");
    }

    @Test
    void anotherOperationIsNoAnswer() throws Exception {
        HttpRequest part = A.withHeaders(Headers.of("Range", "bytes=0-4"));
        open(vcr, "one", episode(part, "part"));
        open(vcr, "two", episode(B, "of two"));

        assertThat(ask(A.withHeaders(Headers.of("Range", "bytes=5-9")))).isEqualTo("refused");
    }

    @Test
    void aSessionThatMayRecordMayHaveSentIt() throws Exception {
        open(vcr, "one", episode(A, "of one"));
        for (RecordMode mode : List.of(RecordMode.ALL, RecordMode.NEW_EPISODES, RecordMode.ONCE)) {
            Session recording = open(vcr.toBuilder().mode(mode).build(), "new " + mode);
            assertThat(message(A)).contains("and new " + mode + " may send it");
            recording.finish(Outcome.FAILED);
        }
    }

    @Test
    void aSessionInOnceThatHasACassetteOnlyReplays() throws Exception {
        Vcr once = vcr.toBuilder().mode(RecordMode.ONCE).build();
        open(once, "one", episode(A, "of one"));
        open(once, "two", episode(B, "of two"));

        assertThat(List.of(ask(A), ask(B))).containsExactly("of one", "of two");
    }

    @Test
    void aSessionWhoseEpisodeHasExpiredMaySendIt() throws Exception {
        Vcr once = vcr.toBuilder().mode(RecordMode.ONCE).build();
        open(once, "old", episode(A, "old", Instant.EPOCH), episode(B, "b"));
        open(once, "one", episode(A, "of one"));

        assertThat(message(A)).contains("and old may send it");
    }

    @Test
    void aSessionThatLetsTheRequestPassMayHaveSentIt() throws Exception {
        open(vcr.toBuilder().passThroughHosts("h").build(), "passing");
        open(vcr, "one", episode(A, "of one"));

        assertThat(message(A)).contains("and passing may send it");
    }

    @Test
    void aSessionThatIsOffTakesNoAnswerAway() throws Exception {
        open(vcr.toBuilder().off(true).build(), "off");
        open(vcr, "one", episode(A, "of one"));

        assertThat(ask(A)).isEqualTo("of one");
    }

    @Test
    void aSessionThatCannotCompareTheRequestHasNoAnswer() throws Exception {
        Vcr broken = vcr.toBuilder()
                .match(Matchers.projecting("broken", request -> {
                    throw new IllegalArgumentException("broken");
                }))
                .build();
        open(broken, "broken", episode(A, "never"));
        open(vcr, "one", episode(A, "of one"));

        assertThat(ask(A)).isEqualTo("of one");
    }

    @Test
    void fromManyThreadsEachEpisodeIsPlayedOnceAndByItsOwnSession() throws Exception {
        int sessions = 10;
        int each = 20;
        List<HttpRequest> requests = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Episode[] episodes = new Episode[each];
            for (int j = 0; j < each; j++) {
                HttpRequest request = get("https://h/" + i);
                episodes[j] = episode(request, i + "/" + j);
                requests.add(request);
            }
            open(vcr, "s" + i, episodes);
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CyclicBarrier start = new CyclicBarrier(8);
        try {
            List<Future<List<String>>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int first = t;
                all.add(threads.submit(() -> {
                    start.await();
                    List<String> mine = new ArrayList<>();
                    for (int i = first; i < requests.size(); i += 8) {
                        HttpRequest request = requests.get(i);
                        String got = answer(decide(request));
                        mine.add(got);
                        assertThat(request.uri().path()).isEqualTo("/" + got.split("/", 2)[0]);
                    }
                    return mine;
                }));
            }
            List<String> answers = new ArrayList<>();
            for (Future<List<String>> one : all) {
                answers.addAll(one.get());
            }
            assertThat(answers).hasSize(sessions * each).doesNotHaveDuplicates().doesNotContain("refused");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theMessageNamesThreadAndStack() throws Exception {
        Session a = open(vcr, "a");
        Session b = open(vcr, "b");
        Unowned unowned = new Unowned(
                "pool-1-thread-1",
                List.of(
                        new StackTraceElement("java.lang.Thread", "getStackTrace", "Thread.java", 1),
                        new StackTraceElement("io.vcr.OpenSessions", "decide", "OpenSessions.java", 1),
                        new StackTraceElement("com.acme.Client", "call", "Client.java", 12),
                        new StackTraceElement("com.acme.CheckoutTest", "lambda$pays$0", "CheckoutTest.java", 31),
                        new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1)));

        Decision.Refuse refuse = (Decision.Refuse) unowned.decide(List.of(b, a), get("https://h/a?token=s3cret"));

        assertThat(refuse.message()).isEqualTo("""
                Several open sessions could own GET https://h/a
                  open    a, b
                  why     the thread of the request is bound to none of them, and none of them has recorded it
                  thread  pool-1-thread-1
                  at      com.acme.Client.call(Client.java:12)
                          com.acme.CheckoutTest.lambda$pays$0(CheckoutTest.java:31)
                  fix     send the header X-Vcr-Cassette with the id of the cassette (it never reaches the wire),
                          or give the client an adapter made for the session,
                          or bind the thread that creates the call: try (var b = session.bind()) { ... }""");
        assertThat(OpenSessions.takeUnowned()).containsExactly(refuse.message());
        assertThat(OpenSessions.takeUnowned()).isEmpty();
    }

    @Test
    void aRequestThatMayBeAnybodysIsHeldAgainstAll() throws Exception {
        Session one = named("one", First.class, "pays");
        Session two = named("two", Second.class, "pays");
        refuse(frame("com.acme.Client", "call"), frame("com.acme.Worker", "run"));

        assertThat(blamed(one, two)).containsExactly("one", "two");
    }

    @Test
    void codeOfATestMethodOnTheStackBlamesThatTest() throws Exception {
        Session pays = named("pays", First.class, "pays");
        Session refunds = named("refunds", First.class, "refunds");
        Session other = named("other", Second.class, "pays");
        refuse(frame("com.acme.Client", "call"), frame(First.class.getName(), "lambda$refunds$3"));

        assertThat(blamed(pays, refunds, other)).containsExactly("refunds");
    }

    @Test
    void codeOfATestClassOnTheStackBlamesItsTests() throws Exception {
        Session pays = named("pays", First.class, "pays");
        Session refunds = named("refunds", First.class, "refunds");
        Session other = named("other", Elsewhere.class, "pays");
        refuse(frame(Elsewhere.class.getName() + "$1", "run"));

        assertThat(blamed(pays, refunds, other)).containsExactly("other");
    }

    @Test
    void codeOfAClassThatTestsInheritBlamesAllThatDo() throws Exception {
        Session one = named("one", Inheriting.class, "inherited");
        Session two = named("two", AlsoInheriting.class, "inherited");
        Session other = named("other", First.class, "pays");
        refuse(frame(Elsewhere.class.getName(), "lambda$inherited$0"));

        assertThat(blamed(one, two, other)).containsExactly("one", "two");
    }

    @Test
    void codeOfATestThatHasEndedBlamesNobody() throws Exception {
        named("over", First.class, "refunds").finish(Outcome.PASSED);
        Session pays = named("pays", First.class, "pays");
        Session other = named("other", Second.class, "pays");
        refuse(frame(First.class.getName(), "lambda$refunds$0"));

        assertThat(blamed(pays, other)).isEmpty();
        assertThat(OpenSessions.takeUnowned()).hasSize(1);
    }

    @Test
    void aSessionWithoutATestMayAlwaysHaveSentIt() throws Exception {
        Session plain = open(vcr, "plain");
        Session pays = named("pays", First.class, "pays");
        Session refunds = named("refunds", First.class, "refunds");
        refuse(frame(First.class.getName(), "lambda$refunds$0"));

        assertThat(blamed(plain, pays, refunds)).containsExactly("plain", "refunds");
    }

    @Test
    void aTestMayEndWhileARequestIsHeldAgainstIt() throws Exception {
        Session one = named("one", First.class, "pays");
        AtomicBoolean over = new AtomicBoolean();
        Thread ending = new Thread(() -> {
            while (!over.get()) {
                Unowned.closed(one);
                OpenSessions.testOf(one, First.class, "pays");
            }
        });
        ending.start();
        try {
            for (int i = 0; i < 5_000; i++) {
                refuse(frame(First.class.getName(), "lambda$pays$0"));
                refuse(frame(First.class.getName() + "$1", "run"));
            }
        } finally {
            over.set(true);
            ending.join();
        }

        assertThat(blamed(one)).containsExactly("one");
    }

    private static final class First {
        void pays() {}

        void refunds() {}
    }

    private static final class Second {
        void pays() {}
    }

    private static final class Inheriting extends Elsewhere {}

    private static final class AlsoInheriting extends Elsewhere {}

    private Session named(String id, Class<?> type, String method) throws Exception {
        Session session = open(vcr, id);
        OpenSessions.testOf(session, type, method);
        return session;
    }

    private void refuse(StackTraceElement... stack) {
        Unowned unowned = new Unowned("worker", Arrays.asList(stack));
        assertThat(unowned.decide(
                        opened.stream().filter(session -> !session.isClosed()).toList(), A))
                .isInstanceOf(Decision.Refuse.class);
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, "Some.java", 1);
    }

    private static List<String> blamed(Session... sessions) {
        return Arrays.stream(sessions)
                .filter(session -> !session.finish(Outcome.PASSED).refusals().isEmpty())
                .map(session -> session.id().value())
                .toList();
    }

    private static String message(HttpRequest request) throws Exception {
        return ((Decision.Refuse) elsewhere(() -> decide(request))).message();
    }

    private static String ask(HttpRequest request) throws Exception {
        return answer(elsewhere(() -> decide(request)));
    }

    private static Decision decide(HttpRequest request) {
        return OpenSessions.decide(
                new OpenSessions.Origin(Optional.empty(), null, null, false),
                () -> request.withBody(Body.EMPTY),
                request::body);
    }

    private static String answer(Decision decision) {
        return decision instanceof Decision.Replay replay
                ? replay.episode().response().body().text().orElseThrow()
                : "refused";
    }

    private static <T> T elsewhere(Callable<T> work) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(work).get();
        } finally {
            thread.shutdown();
        }
    }

    /** Opens a session on another thread, so that it is not bound to this one. */
    private Session open(Vcr configured, String id, Episode... episodes) throws Exception {
        if (episodes.length > 0) {
            store(id, episodes);
        }
        Session session = elsewhere(() -> configured.open(id));
        opened.add(session);
        return session;
    }

    private void store(String id, Episode... episodes) throws IOException {
        store.save(Cassette.of(CassetteId.of(id), List.of(episodes)));
    }
}

/** A class whose code is its own. */
class Elsewhere {
    void pays() {}

    void inherited() {}
}
