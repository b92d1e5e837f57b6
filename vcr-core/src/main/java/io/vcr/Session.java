package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.match.CassetteIndex;
import io.vcr.internal.match.CassetteIndex.Found;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.internal.match.Match;
import io.vcr.internal.match.Mismatch;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The use of one cassette by one test or one {@code try} block. Transports ask it what to do with each request.
 *
 * <p>The session reads the store at the first request. It writes to the store at most once, when it ends and the
 * outcome is known. A session without requests does not call the store. Thread-safe.
 */
public final class Session implements AutoCloseable {

    private static final String OFF = "VCR is off";

    private final Options options;
    private final CassetteId id;
    private final FilterChain filters;
    private final CassetteShelf shelf;
    private final ReplayedEpisode replayed;
    private final Counters counters = new Counters();
    private final Recording recording;
    private final AtomicInteger bindings = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final CompletableFuture<Report> report = new CompletableFuture<>();

    Session(Options options, CassetteId id) {
        this.options = options;
        this.id = id;
        this.filters = options.filterChain();
        this.shelf = new CassetteShelf(options, id, filters, counters);
        this.replayed = ReplayedEpisode.of(options);
        this.recording = new Recording(options, filters, shelf, counters);
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
        return decide(request, false, request::body);
    }

    /** Decides on the head alone if the request passes through, so that its body is not read into memory. */
    Decision decide(HttpRequest head, boolean attached, Supplier<Body> body) {
        Optional<Decision> early = decideOnHead(head, attached);
        return early.isPresent() ? early.get() : decideWhole(head.withBody(body.get()));
    }

    /** Decides on the head alone if the request passes through, otherwise when the body is available. */
    CompletionStage<Decision> decideAsync(
            HttpRequest head, boolean attached, Supplier<? extends CompletionStage<Body>> body) {
        Optional<Decision> early = decideOnHead(head, attached);
        return early.isPresent()
                ? CompletableFuture.completedFuture(early.get())
                : body.get().thenApply(read -> isClosed() ? tooLate(head) : decideWhole(head.withBody(read)));
    }

    private Optional<Decision> decideOnHead(HttpRequest head, boolean attached) {
        if (options.isOff()) {
            counters.passedThrough(OFF, head.uri().host(), true);
            return Optional.of(new Decision.PassThrough(OFF));
        }
        Optional<String> rule = options.passThrough().reason(head, mode(), attached);
        if (rule.isPresent()) {
            boolean isLive = !attached || !rule.get().equals(PassThroughRules.LOCALHOST);
            boolean open = counters.passedThrough(rule.get(), head.uri().host(), isLive);
            return Optional.of(open ? new Decision.PassThrough(rule.get()) : tooLate(head));
        }
        return isClosed() ? Optional.of(tooLate(head)) : Optional.empty();
    }

    private Decision decideWhole(HttpRequest request) {
        try {
            return decideFiltered(request, filters.request(request));
        } catch (FilterFailedException | IllegalStateException e) {
            return refuse(Mismatch.broken(id, label(request), String.valueOf(e.getMessage())));
        }
    }

    boolean isOff() {
        return options.isOff();
    }

    /** Whether a request passes through, whatever its body is. */
    boolean passes(HttpRequest head, boolean attached) {
        return options.isOff()
                || options.passThrough().reason(head, mode(), attached).isPresent();
    }

    private Decision decideFiltered(HttpRequest unfiltered, HttpRequest filtered) {
        if (mode() == RecordMode.ALL) {
            return live(unfiltered, filtered);
        }
        CassetteShelf.Loaded loaded = shelf.loaded();
        if (loaded.mustNotBeReplaced()) {
            return refuse(Mismatch.unreadable(id, filtered, loaded.failureText(), options.rerun()));
        }
        HttpRequest compared = filters.redaction().compared(filtered);
        CassetteIndex.Key key = loaded.index().key(compared);
        Found found = loaded.index().find(unfiltered, compared, key, Use.PLAY);
        return switch (ModePolicy.action(mode(), options.onExpired(), found.match(), loaded.isStored())) {
            case REPLAY -> replay(unfiltered, filtered, found, loaded.index().echoes(key));
            case LIVE -> live(unfiltered, filtered);
            case REFUSE -> refuse(shelf.explain(compared, found.match(), key));
        };
    }

    /**
     * What this session would do with a request of which it is not known whose it is.
     *
     * @param maySend whether it would send the request over the network
     * @param answer the episode with which it would answer
     */
    record Prospect(boolean maySend, Optional<Episode> answer) {

        private static final Prospect NOTHING = new Prospect(false, Optional.empty());
        private static final Prospect SENDS = new Prospect(true, Optional.empty());
    }

    /** Uses nothing up. A session that may record is not asked: it would learn the secrets of another one. */
    Prospect prospect(HttpRequest request) {
        if (isClosed()) {
            return Prospect.NOTHING;
        }
        if (mode() == RecordMode.ALL || mode() == RecordMode.NEW_EPISODES || passes(request, false)) {
            return Prospect.SENDS;
        }
        try {
            CassetteShelf.Loaded loaded = shelf.loaded();
            if (!loaded.isStored() || loaded.mustNotBeReplaced()) {
                boolean sends = mode() == RecordMode.ONCE && !loaded.mustNotBeReplaced();
                return sends ? Prospect.SENDS : Prospect.NOTHING;
            }
            HttpRequest compared = filters.redaction().compared(filters.request(request));
            Found found = loaded.index().find(request, compared, loaded.index().key(compared), Use.LOOK);
            return switch (ModePolicy.action(mode(), options.onExpired(), found.match(), true)) {
                case REPLAY -> new Prospect(false, Optional.ofNullable(found.episode()));
                case LIVE -> Prospect.SENDS;
                case REFUSE -> Prospect.NOTHING;
            };
        } catch (FilterFailedException | IllegalStateException e) {
            return Prospect.NOTHING; // it cannot be compared here, so nothing here can answer it
        }
    }

    /** Replays a request for which there is a {@link #prospect}; empty if another request has used it up since. */
    Optional<Decision> replay(HttpRequest request, Use use) {
        HttpRequest filtered = filters.request(request);
        HttpRequest compared = filters.redaction().compared(filtered);
        CassetteIndex index = shelf.loaded().index();
        CassetteIndex.Key key = index.key(compared);
        Found found = index.find(request, compared, key, use);
        return found.match() == Match.UNPLAYED && !isClosed()
                ? Optional.of(replay(request, filtered, found, index.echoes(key)))
                : Optional.empty();
    }

    private Decision replay(HttpRequest sent, HttpRequest filtered, Found found, boolean echoes) {
        Episode episode = Objects.requireNonNull(found.episode());
        if (options.onExpired() == OnExpired.WARN && shelf.hasExpired(episode)) {
            counters.warn("replayed an expired episode of " + id);
        }
        counters.replayed(episode);
        return new Decision.Replay(replayed.of(sent, filtered, episode, echoes), options.pace());
    }

    private Decision live(HttpRequest unfiltered, HttpRequest filtered) {
        Capture capture = recording.open(unfiltered, filtered);
        return counters.live(filtered.uri().host()) ? new Decision.Live(capture) : tooLate(filtered);
    }

    private Decision refuse(String text) {
        String message = masked(text);
        refused(message);
        return new Decision.Refuse(message, options.refusal());
    }

    /** The report is already made, so only the answer can tell the reason. */
    private Decision tooLate(HttpRequest request) {
        return new Decision.Refuse(masked(Mismatch.tooLate(id, label(request))), options.refusal());
    }

    void refused(String message) {
        counters.refused(message);
    }

    Refusal refusal() {
        return options.refusal();
    }

    /** The text of a request in messages: filtered, or method and host only if a filter throws. */
    String label(HttpRequest request) {
        try {
            return masked(filters.request(request).toString());
        } catch (FilterFailedException e) {
            return request.method() + " " + request.uri().scheme() + "://"
                    + request.uri().host();
        }
    }

    private String masked(String text) {
        return SecretGuard.system().mask(filters.redaction().mask(text));
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
                counters.close();
                OpenSessions.closed(this);
                recording.end();
            } finally {
                settled.complete(null); // so that a second call does not wait for ever
            }
        }
        settled.join();
        return new Sealed(counts(recording.episodes()), counters.liveHosts(), counters.refusals(), bindings.get());
    }

    /**
     * Returns the stored episodes that no request of this session has played and that have not expired. Loads the cassette
     * if no request has. Empty if the recorder is off, in mode {@code all}, and if the store cannot be read.
     *
     * @return a line each, such as {@code episode 2: GET https://api.example.com/v1/models}, in recorded order
     */
    public List<String> unplayed() {
        return shelf.unplayedRequests().entrySet().stream()
                .map(episode -> masked("episode " + episode.getKey() + ": " + episode.getValue()))
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
        return shelf.drift(recorded).stream().map(this::masked).toList();
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
        seal();
        List<Episode> recorded = recording.toBeSaved();
        List<String> drift = drift(recorded);
        SaveResult save = shelf.save(outcome, recorded);
        return counters.report(id, options, outcome, counts(recorded), new Counters.Ending(recorded, save, drift));
    }

    /**
     * Ends the session with an unknown outcome, which counts as passed, and logs warnings and failed saves.
     *
     * @throws RefusedRequestError if a request was refused
     */
    @Override
    public void close() {
        boolean first = !finished.get();
        Report ended = finish(Outcome.UNKNOWN);
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
