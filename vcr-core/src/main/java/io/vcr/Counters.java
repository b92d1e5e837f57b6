package io.vcr;

import io.vcr.internal.match.Plays;
import io.vcr.internal.redact.RedactionCount;
import io.vcr.internal.socket.ServerMessages;
import io.vcr.internal.usage.TokenUsage;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The counters of an open session. Thread-safe. */
final class Counters {

    private boolean closed;
    private int replayed;
    private int live;
    private int allowed;
    private final SortedMap<String, Integer> dropped = new TreeMap<>();
    private final SortedMap<String, Integer> passedThrough = new TreeMap<>();
    private final SortedMap<String, Integer> unseen = new TreeMap<>();
    private final SortedMap<String, Integer> liveHosts = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** The episodes that were replayed, in the order of their first time. */
    private final List<Plays> played = new ArrayList<>();

    /** Counts a replay of an episode. What it has used is read when the session ends. */
    synchronized void replayed(Plays plays) {
        replayed++;
        if (plays.next() == 1) {
            played.add(plays);
        }
    }

    synchronized Optional<Instant> oldest() {
        return played.stream()
                .flatMap(plays -> Stream.ofNullable(plays.episode().recordedAt()))
                .min(Comparator.naturalOrder());
    }

    /** Counts a live request; false if the counters are closed, and the request must not be sent. */
    synchronized boolean live(String host) {
        if (!closed) {
            live++;
            liveHosts.merge(host, 1, Integer::sum);
        }
        return !closed;
    }

    /** Takes back that a request has gone live. */
    synchronized void unsent(String host) {
        live--;
        liveHosts.computeIfPresent(host, (same, calls) -> calls == 1 ? null : calls - 1);
    }

    synchronized void dropped(String reason) {
        dropped.merge(reason, 1, Integer::sum);
    }

    /**
     * Counts a request that passes through as live too, because it reaches the network; not one of an attached client to
     * this machine, which a test makes to its own application.
     */
    synchronized boolean passedThrough(String reason, String host, boolean isLive) {
        if (isLive ? live(host) : !closed) {
            allowed += isLive ? 1 : 0;
            passedThrough.merge(reason, 1, Integer::sum);
        }
        return !closed;
    }

    /** Counts a connection that no adapter has shown as a live request, and as one that passes if there is a reason. */
    synchronized boolean unseen(String host, String connection, Optional<String> reason) {
        if (reason.isPresent() ? passedThrough(reason.get(), host, true) : live(host)) {
            unseen.merge(connection, 1, Integer::sum);
        }
        return !closed;
    }

    /** Whether a request of an adapter has gone live. */
    synchronized boolean hasSent() {
        return live > unseen.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Lets no further request go live, so that the report counts all of them. */
    synchronized void close() {
        closed = true;
    }

    synchronized void refused(String message) {
        refusals.add(message);
    }

    synchronized void warn(String warning) {
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    synchronized Report.Counts counts(int recorded, int unplayed, int entries) {
        return new Report.Counts(
                replayed, recorded, live, allowed, refusals.size(), unplayed, entries, dropped, passedThrough, unseen);
    }

    /** The report of a session that has ended. */
    Report report(CassetteId id, Options options, Outcome outcome, Report.Counts counts, Ending ending) {
        return new Report(
                id,
                options.mode(),
                outcome,
                Verdict.of(options.isOff(), counts, ending.save, !ending.drift.isEmpty()),
                counts,
                ending.save.detail(),
                liveHosts(),
                timeSaved(),
                RedactionCount.of(ending.save.saved() ? ending.recorded : List.of()),
                refusals(),
                warnings(),
                ending.drift,
                new Report.Usage(tokensSaved(), tokens(ending.called)));
    }

    /**
     * How a session has ended.
     *
     * @param recorded what it has recorded
     * @param called the part of it for which it has made the calls itself
     * @param save whether it was saved
     * @param drift how it differs from what was recorded before
     */
    record Ending(List<Episode> recorded, List<Episode> called, SaveResult save, List<String> drift) {}

    private synchronized SortedMap<String, Report.Tokens> tokensSaved() {
        SortedMap<String, Report.Tokens> tokens = new TreeMap<>();
        played.forEach(plays -> add(plays.episode(), plays.times(), tokens));
        return tokens;
    }

    private static SortedMap<String, Report.Tokens> tokens(List<Episode> episodes) {
        SortedMap<String, Report.Tokens> tokens = new TreeMap<>();
        episodes.forEach(episode -> add(episode, 1, tokens));
        return tokens;
    }

    private static void add(Episode episode, int times, SortedMap<String, Report.Tokens> tokens) {
        ServerMessages.asAnswers(episode).stream()
                .flatMap(answer -> TokenUsage.of(answer).stream())
                .forEach(used -> tokens.merge(
                        used.model(),
                        new Report.Tokens(
                                times,
                                times * used.input(),
                                times * used.cached(),
                                times * used.written(),
                                times * used.output()),
                        Report.Tokens::plus));
    }

    synchronized SortedMap<String, Integer> liveHosts() {
        return new TreeMap<>(liveHosts);
    }

    synchronized Duration timeSaved() {
        Duration saved = Duration.ZERO;
        for (Plays plays : played) {
            Timing timing = plays.episode().timing();
            saved = timing == null ? saved : saved.plus(timing.total().multipliedBy(plays.times()));
        }
        return saved;
    }

    synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }
}
