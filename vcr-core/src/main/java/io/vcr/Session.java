package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.internal.match.Printable;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.share.Sharing;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The use of one cassette by one test or one {@code try} block. Transports ask it what to do with each request.
 *
 * <p>The session reads the store at the first request. It writes to the store at most once, when it ends and the
 * outcome is known. A session without requests does not call the store. Thread-safe.
 */
public final class Session implements AutoCloseable {

    private final Options options;
    private final CassetteId id;
    private final Sharing sharing;
    private final CassetteShelf shelf;
    private final Counters counters = new Counters();
    private final Recording recording;
    private final Requests requests;
    private final AtomicInteger bindings = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final CompletableFuture<Report> report = new CompletableFuture<>();

    Session(Options options, CassetteId id) {
        this.options = options;
        this.id = id;
        FilterChain filters = options.filterChain();
        this.sharing = new Sharing(
                options.persister(), id, options.recordsLike(), options.limits().maxWait(), settled);
        this.shelf = new CassetteShelf(options, id, filters, counters, sharing);
        this.recording = new Recording(options, filters, shelf, counters);
        this.requests = new Requests(options, id, filters, shelf, recording, counters, sharing, closed::get);
    }

    /** Undoes a binding; a second call does nothing. */
    @FunctionalInterface
    public interface Binding extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * The state of a session that intercepts no more requests and whose outcome is not known yet.
     *
     * @param counts the counters
     * @param liveHosts the number of live requests by host, sorted
     * @param refusals the explanation of each refused request
     * @param bindings the number of bindings by {@link Session#bind} that are not undone
     */
    public record Sealed(
            Report.Counts counts, SortedMap<String, Integer> liveHosts, List<String> refusals, int bindings) {

        /** Copies the collections. */
        public Sealed {
            liveHosts = Collections.unmodifiableSortedMap(new TreeMap<>(liveHosts));
            refusals = List.copyOf(refusals);
        }
    }

    /**
     * Returns the cassette that this session uses.
     *
     * @return its id
     */
    public CassetteId id() {
        return id;
    }

    /**
     * Returns the record mode, after all overrides.
     *
     * @return the mode
     */
    public RecordMode mode() {
        return options.mode();
    }

    /**
     * Binds this session to the current thread, so that it decides on the requests that the thread makes through a
     * shared client. The thread that opened the session is already bound.
     *
     * @return the binding, to be closed on the same thread
     */
    public Binding bind() {
        bindings.incrementAndGet();
        return OpenSessions.bind(this, bindings::decrementAndGet);
    }

    /**
     * Decides what happens to a request. To be called exactly once for each request, because a replayed episode counts
     * as played.
     *
     * @param request the request as it would go over the wire
     * @return what to do; holds filtered data only, and in a replay what the response repeats of the request
     */
    public Decision decide(HttpRequest request) {
        return requests.decide(request, false, request::body);
    }

    Requests requests() {
        return requests;
    }

    void partOfRun(Instant began) {
        shelf.partOfRun(began);
    }

    boolean isOff() {
        return options.isOff();
    }

    Refusal refusal() {
        return options.refusal();
    }

    boolean isClosed() {
        return closed.get();
    }

    /**
     * Ends the interception: every further request is refused, and exchanges that have not ended are dropped. Recorded
     * episodes wait for {@link #finish}. A second call changes nothing.
     *
     * @return the counts and refusals, before the outcome is known
     */
    public Sealed seal() {
        if (closed.compareAndSet(false, true)) {
            try {
                // In this order: no further request goes live, so that the counts are whole; no thread finds this
                // session any
                // more; what is open becomes an episode or is dropped; the streams that are replayed end.
                counters.close();
                OpenSessions.closed(this);
                recording.end();
                shelf.endSubscriptions();
            } finally {
                settled.complete(
                        null); // also on a failure: second calls, and requests that wait for another session, go on
            }
        }
        settled.join();
        return new Sealed(counts(recording.episodes()), counters.liveHosts(), counters.refusals(), bindings.get());
    }

    /**
     * Returns the stored episodes that no request of this session has played and that have not expired. Loads the cassette
     * if no request has. Empty if the recorder is off, in mode {@code all}, and if the store cannot be read.
     *
     * @return a line each, such as {@code episode 2: GET https://api.example.com/v1/models?page=2}, in recorded order
     */
    public List<String> unplayed() {
        return shelf.unplayedRequests().entrySet().stream()
                .map(episode -> requests.masked("episode " + episode.getKey() + ": "
                        + episode.getValue().method() + " "
                        + episode.getValue().uri().text()))
                .toList();
    }

    /**
     * Returns when the oldest episode was recorded that this session has replayed.
     *
     * @return the moment; empty if nothing was replayed, or the cassette does not say when it was recorded
     */
    public Optional<Instant> oldestReplayed() {
        return counters.oldest();
    }

    /**
     * Compares what this session has recorded again, in mode {@code all} or because it had expired, with the responses that
     * were recorded before. To be called after {@link #seal}.
     *
     * @return the changes of their structure, as in {@link Report#drift()}
     */
    public List<String> drift() {
        return drift(recording.toBeSaved());
    }

    private List<String> drift(List<Episode> recorded) {
        return shelf.drift(recorded).stream()
                .map(requests::masked)
                .map(Printable::line)
                .toList();
    }

    private Report.Counts counts(List<Episode> recorded) {
        return counters.counts(recorded.size(), shelf.unplayed(), shelf.entries());
    }

    /**
     * Ends the session: {@linkplain #seal seals} it, then saves the recorded episodes if the outcome allows it. A
     * second call returns the first report.
     *
     * @param outcome how the test ended
     * @return the report; never throws, even if the store fails
     */
    public Report finish(Outcome outcome) {
        if (finished.compareAndSet(false, true)) {
            try {
                report.complete(end(outcome));
            } catch (RuntimeException | Error e) {
                report.completeExceptionally(e); // so that a second call does not wait for ever
                throw e;
            }
        }
        return report.join();
    }

    private Report end(Outcome outcome) {
        List<Episode> recorded;
        List<String> drift;
        SaveResult save;
        try {
            seal();
            recorded = recording.episodes().isEmpty() ? List.of() : recording.toBeSaved(); // mostly a test only replays
            drift = drift(recorded);
            save = shelf.save(outcome, recorded);
        } finally {
            sharing.leave(outcome == Outcome.PASSED || outcome == Outcome.UNKNOWN);
        }
        return counters.report(
                id,
                options,
                outcome,
                counts(recorded),
                new Counters.Ending(recorded, recording.called(recorded), save, drift));
    }

    /**
     * Ends the session, and logs warnings and failed saves. The outcome is unknown, which counts as passed, but if a request
     * was refused it is known: the test has failed, and nothing is saved. A part of its requests would stay in the cassette,
     * and mode {@code once} would refuse the others from then on.
     *
     * @throws RefusedRequestError if a request was refused
     */
    @Override
    public void close() {
        boolean first = !finished.get();
        Report ended = finish(seal().refusals().isEmpty() ? Outcome.UNKNOWN : Outcome.FAILED);
        if (!first) {
            return;
        }
        System.Logger log = System.getLogger("io.vcr");
        ended.warnings().forEach(warning -> log.log(System.Logger.Level.WARNING, warning));
        if (ended.verdict() == Verdict.MISS_OVERFLOW || ended.verdict() == Verdict.MISS_NOT_PERSISTED) {
            log.log(System.Logger.Level.WARNING, ended.cassette() + ": " + ended.save());
        }
        if (!ended.refusals().isEmpty()) {
            throw new RefusedRequestError(ended.refusals());
        }
    }
}
