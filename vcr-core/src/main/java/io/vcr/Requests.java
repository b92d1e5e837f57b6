package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.EchoRule;
import io.vcr.internal.match.CassetteIndex;
import io.vcr.internal.match.CassetteIndex.Found;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.internal.match.Match;
import io.vcr.internal.match.Mismatch;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.redact.ReplayedEpisode;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Decides on the requests of one session. Thread-safe. */
final class Requests {

    private static final String OFF = "VCR is off";

    private final Options options;
    private final CassetteId id;
    private final FilterChain filters;
    private final CassetteShelf shelf;
    private final Recording recording;
    private final Counters counters;
    private final BooleanSupplier closed;
    private final ReplayedEpisode replayed;

    Requests(
            Options options,
            CassetteId id,
            FilterChain filters,
            CassetteShelf shelf,
            Recording recording,
            Counters counters,
            BooleanSupplier closed) {
        this.options = options;
        this.id = id;
        this.filters = filters;
        this.shelf = shelf;
        this.recording = recording;
        this.counters = counters;
        this.closed = closed;
        this.replayed = new ReplayedEpisode(echoes(options), options.placeholders());
    }

    private static List<EchoRule> echoes(Options options) {
        return options.matchers().stream()
                .filter(BodyMatcher.class::isInstance)
                .map(BodyMatcher.class::cast)
                .flatMap(matcher -> matcher.comparison().rules().echoes().stream())
                .toList();
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
                : body.get()
                        .thenApply(read -> closed.getAsBoolean() ? tooLate(head) : decideWhole(head.withBody(read)));
    }

    private Optional<Decision> decideOnHead(HttpRequest head, boolean attached) {
        if (options.isOff()) {
            counters.passedThrough(OFF, head.uri().host(), true);
            return Optional.of(new Decision.PassThrough(OFF));
        }
        Optional<String> rule = options.passThrough().reason(head, options.mode(), attached);
        if (rule.isPresent()) {
            boolean isLive = !attached || !rule.get().equals(PassThroughRules.LOCALHOST);
            boolean open = counters.passedThrough(rule.get(), head.uri().host(), isLive);
            return Optional.of(open ? new Decision.PassThrough(rule.get()) : tooLate(head));
        }
        return closed.getAsBoolean() ? Optional.of(tooLate(head)) : Optional.empty();
    }

    private Decision decideWhole(HttpRequest request) {
        try {
            return decideFiltered(request, filters.request(request));
        } catch (FilterFailedException | IllegalStateException e) {
            return refuse(Mismatch.broken(id, label(request), String.valueOf(e.getMessage())));
        }
    }

    /** Whether a request passes through, whatever its body is. */
    boolean passes(HttpRequest head, boolean attached) {
        return options.isOff()
                || options.passThrough().reason(head, options.mode(), attached).isPresent();
    }

    private Decision decideFiltered(HttpRequest unfiltered, HttpRequest filtered) {
        if (options.mode() == RecordMode.ALL) {
            return live(unfiltered, filtered);
        }
        CassetteShelf.Loaded loaded = shelf.loaded();
        if (loaded.mustNotBeReplaced()) {
            return refuse(Mismatch.unreadable(id, filtered, loaded.failureText(), options.rerun()));
        }
        HttpRequest compared = filters.redaction().compared(filtered);
        CassetteIndex.Key key = loaded.index().key(compared);
        Found found = loaded.index().find(unfiltered, compared, key, Use.PLAY);
        return switch (ModePolicy.action(options.mode(), options.onExpired(), found.match(), loaded.isStored())) {
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
        if (closed.getAsBoolean()) {
            return Prospect.NOTHING;
        }
        if (options.mode() == RecordMode.ALL || options.mode() == RecordMode.NEW_EPISODES || passes(request, false)) {
            return Prospect.SENDS;
        }
        try {
            CassetteShelf.Loaded loaded = shelf.loaded();
            if (!loaded.isStored() || loaded.mustNotBeReplaced()) {
                boolean sends = options.mode() == RecordMode.ONCE && !loaded.mustNotBeReplaced();
                return sends ? Prospect.SENDS : Prospect.NOTHING;
            }
            HttpRequest compared = filters.redaction().compared(filters.request(request));
            Found found = loaded.index().find(request, compared, loaded.index().key(compared), Use.LOOK);
            return switch (ModePolicy.action(options.mode(), options.onExpired(), found.match(), true)) {
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
        return found.match() == Match.UNPLAYED && !closed.getAsBoolean()
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

    /** The text of a request in messages: filtered, or method and host only if a filter throws. */
    String label(HttpRequest request) {
        try {
            return masked(filters.request(request).toString());
        } catch (FilterFailedException e) {
            return request.method() + " " + request.uri().scheme() + "://"
                    + request.uri().host();
        }
    }

    String masked(String text) {
        return SecretGuard.system().mask(filters.redaction().mask(text));
    }
}
