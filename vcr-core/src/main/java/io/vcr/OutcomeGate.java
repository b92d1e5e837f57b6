package io.vcr;

import io.vcr.internal.body.BodyRules;
import io.vcr.internal.match.BodyDifference;
import io.vcr.internal.match.BodyDifference.Place;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.stream.Subscribed;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is saved when a session ends, as a pure function of outcome, stored and recorded episodes, limits and
 * guard. The only place that keeps a failed test from overwriting a good cassette.
 *
 * @param replaced whether the new episodes replace one that the session has loaded
 */
record OutcomeGate(
        Outcome outcome, Limits limits, SecretGuard guard, Predicate<Episode> expired, Predicate<Episode> replaced) {

    /** The decision of the gate. */
    sealed interface Result {}

    /** Leave the store alone. */
    record Keep(SaveResult why) implements Result {}

    /** Save this cassette. */
    record Save(Cassette cassette) implements Result {}

    /** Decides before the first save, when the stored cassette is the loaded one. */
    Result decide(CassetteId id, @Nullable Cassette stored, List<Episode> recorded) {
        return decide(id, stored, stored, recorded);
    }

    /** Decides after a conflict, with the cassette that the session has loaded and the one that is stored now. */
    Result decide(CassetteId id, @Nullable Cassette loaded, @Nullable Cassette stored, List<Episode> recorded) {
        if (recorded.isEmpty()) {
            return new Keep(SaveResult.NOTHING_NEW);
        }
        if (outcome == Outcome.FAILED || outcome == Outcome.ABORTED) {
            String how = outcome == Outcome.FAILED ? "failed" : "was aborted";
            return new Keep(new SaveResult(
                    SaveResult.Kind.DISCARDED, "the test " + how + ", so its " + discarded(recorded.size())));
        }
        Cassette merged = merge(id, loaded, stored, recorded);
        Optional<String> breach = breach(merged, recorded);
        if (breach.isPresent()) {
            return new Keep(new SaveResult(SaveResult.Kind.OVERFLOW, breach.get()));
        }
        Optional<String> secret = guard.inspect(recorded);
        if (secret.isPresent()) {
            return new Keep(new SaveResult(
                    SaveResult.Kind.SECRET,
                    secret.get() + ", so nothing is saved; remove it with a filter such as "
                            + "Filters.removeRequestHeaders(name) or Filters.redactQuery(name), or let it through if it is none: "
                            + "SecretPolicy.refuse().allowing(..)"));
        }
        return new Save(merged);
    }

    /**
     * Merges three cassettes: the one that the session has loaded, the one that is stored now, and what it has recorded. Expired
     * episodes leave in every mode.
     *
     * <pre>
     * mode          stored and loaded alike             stored since, by another session  the load had failed
     * once          loaded (all expired), recorded      stays, before the recorded        the stored one stays
     * new_episodes  loaded, recorded                    stays, before the recorded        stored, what it does not answer
     * all           loaded of this run, recorded        stays, before the recorded        stored of this run, recorded
     * </pre>
     *
     * The last column is the first one, with {@link #asLoaded} in the place of what was loaded.
     */
    private Cassette merge(
            CassetteId id, @Nullable Cassette loaded, @Nullable Cassette stored, List<Episode> recorded) {
        if (stored == null) {
            return Cassette.of(id, recorded);
        }
        // Without the moments: another session that left exchanges out has numbered them anew.
        List<Episode> gone = loaded == null
                ? List.of()
                : loaded.episodes().stream()
                        .filter(replaced)
                        .map(episode -> episode.withSubscription(null))
                        .toList();
        List<Episode> episodes = Subscribed.kept(
                stored.episodes(), episode -> !expired.test(episode) && !gone.contains(episode.withSubscription(null)));
        episodes.addAll(without(since(loaded, stored), recorded));
        return stored.withEpisodes(episodes);
    }

    /**
     * What a session whose load has failed would have loaded: the stored cassette without what a save of this session has
     * stored, although its response was lost.
     */
    static Cassette asLoaded(Cassette stored, List<Episode> recorded) {
        return stored.withEpisodes(Subscribed.kept(stored.episodes(), episode -> !recorded.contains(episode)));
    }

    /** The episodes that were stored after the session had loaded. */
    private static List<Episode> since(@Nullable Cassette loaded, Cassette stored) {
        List<Episode> since = new ArrayList<>(stored.episodes());
        if (loaded != null) {
            loaded.episodes().forEach(since::remove);
        }
        return since;
    }

    /**
     * Leaves out recorded episodes that are already stored: a save may have succeeded although its response was lost,
     * and another session may have saved since.
     */
    private static List<Episode> without(List<Episode> since, List<Episode> recorded) {
        return Subscribed.kept(recorded, episode -> !since.remove(episode));
    }

    private Optional<String> breach(Cassette merged, List<Episode> recorded) {
        int count = merged.episodes().size();
        long bytes = merged.episodes().stream().mapToLong(Episode::sizeBytes).sum();
        if (count <= limits.maxEpisodes() && bytes <= limits.maxCassetteBytes()) {
            return Optional.empty();
        }
        boolean tooMany = count > limits.maxEpisodes();
        String limit = tooMany
                ? "%d episodes are more than maxEpisodes=%d".formatted(count, limits.maxEpisodes())
                : "%d bytes are more than maxCassetteBytes=%d".formatted(bytes, limits.maxCassetteBytes());
        String raise = tooMany
                ? "Vcr.builder(..).maxEpisodes(%1$d), @UseCassette(maxEpisodes = %1$d)".formatted(count)
                : "Limits.DEFAULT.withMaxCassetteBytes(%d)".formatted(bytes);
        Set<String> paths = changingPaths(recorded);
        String cause = paths.isEmpty()
                ? "a request that changes with every run adds episodes instead of replaying them"
                : "the new requests differ in " + String.join(", ", paths);
        String ignore = paths.isEmpty() ? "$.path" : paths.iterator().next();
        return Optional.of(limit + ", so nothing is saved and every run goes live"
                + "\n  cause  " + cause
                + "\n  fix    ignore what changes: Matchers.body().ignoring(\"" + ignore
                + "\"), @UseCassette(ignoring = \""
                + ignore + "\")"
                + "\n         or raise the limit: " + raise
                + "\n         or opt the test out: @NoCassette(\"why\")");
    }

    /** The paths at which new requests with the same method and path differ. */
    private Set<String> changingPaths(List<Episode> recorded) {
        Set<String> paths = new LinkedHashSet<>();
        BodyDifference difference = new BodyDifference(BodyRules.STRICT, guard::mask);
        Episode last = recorded.get(recorded.size() - 1);
        for (Episode episode : recorded.subList(0, recorded.size() - 1)) {
            if (episode.request().method().equals(last.request().method())
                    && episode.request()
                            .uri()
                            .path()
                            .equals(last.request().uri().path())) {
                for (Place place : difference.places(episode.request(), last.request())) {
                    if (paths.size() < 5 && BodyRules.isPath(place.path())) {
                        paths.add(place.path());
                    }
                }
            }
        }
        return paths;
    }

    private static String discarded(int count) {
        return count == 1 ? "1 new episode is discarded" : count + " new episodes are discarded";
    }
}
