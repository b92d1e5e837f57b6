package io.vcr.edge;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.spi.CassetteId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The tests of other processes that have begun and not ended, and the verdicts of those that have ended. Thread-safe. */
final class RunningTests {

    private final Vcr vcr;
    private final Map<String, Session> running = new ConcurrentHashMap<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private int recorded;

    RunningTests(Vcr vcr) {
        this.vcr = vcr;
    }

    /** Opens a session; empty if the test is running already. */
    Optional<Session> begin(ControlRequest request) throws InterruptedException {
        CassetteId id = CassetteId.of(request.name());
        Vcr.Builder configured = vcr.toBuilder();
        request.mode().ifPresent(configured::mode);
        request.placeholders().forEach(configured::placeholder);
        configured.ignoring(request.ignoring().toArray(String[]::new));
        Vcr own = configured.build();
        synchronized (this) {
            if (running.containsKey(id.value())) {
                return Optional.empty();
            }
            Session session = open(own, id);
            running.put(id.value(), session);
            return Optional.of(session);
        }
    }

    /** On a thread that ends at once: a session is bound to the thread that opens it, and those of the server go on. */
    private static Session open(Vcr vcr, CassetteId id) throws InterruptedException {
        FutureTask<Session> opening = new FutureTask<>(() -> vcr.open(id));
        Thread thread = new Thread(opening, "vcr-edge-begin");
        thread.setDaemon(true);
        thread.start();
        try {
            return opening.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /**
     * Ends a test and prints its verdict line; empty if it is not running. One with a refused request has not passed,
     * whatever its process says.
     */
    Optional<Report> end(Session session, Outcome outcome) {
        String cassette = session.id().value();
        if (!running.remove(cassette, session)) {
            return Optional.empty();
        }
        boolean isRefused = !session.seal().refusals().isEmpty();
        Report report = session.finish(isRefused && outcome == Outcome.PASSED ? Outcome.FAILED : outcome);
        synchronized (this) {
            verdicts.merge(report.verdict(), 1, Integer::sum);
            recorded += report.counts().recorded();
        }
        System.out.println(report.line(cassette));
        return Optional.of(report);
    }

    /** Ends the tests that have not ended, without saving what they have recorded. */
    void close() {
        List.copyOf(running.values()).forEach(session -> end(session, Outcome.ABORTED));
    }

    List<String> running() {
        return running.keySet().stream().sorted().toList();
    }

    synchronized Map<Verdict, Integer> verdicts() {
        return new EnumMap<>(verdicts);
    }

    /** The lines at the end of a run. */
    synchronized List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add("[VCR EDGE] tests " + verdicts);
        if (recorded == 0 && !verdicts.containsKey(Verdict.HIT) && vcr.mode() != RecordMode.NONE) {
            lines.add("[VCR EDGE] this run has recorded nothing and replayed nothing");
        }
        return lines;
    }
}
