package io.vcr;

import io.vcr.Decision.Dialogue;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.Echo;
import io.vcr.internal.body.EchoRule;
import io.vcr.internal.match.CassetteIndex;
import io.vcr.internal.match.CassetteIndex.Found;
import io.vcr.internal.match.CassetteIndex.Use;
import io.vcr.internal.match.Match;
import io.vcr.internal.match.Mismatch;
import io.vcr.internal.match.Miss;
import io.vcr.internal.match.Plays;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.redact.ReplayedEpisode;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.share.SharedCall;
import io.vcr.internal.share.Sharing;
import io.vcr.internal.share.Sharing.Lead;
import io.vcr.internal.share.Sharing.Take;
import io.vcr.internal.share.Sharing.Turn;
import io.vcr.internal.socket.MessageReading;
import io.vcr.internal.socket.Script;
import io.vcr.internal.stream.Subscriptions;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides on the requests of one session. Thread-safe. */
final class Requests {

    private static final String OFF = "VCR is off";

    private final Options options;
    private final CassetteId id;
    private final FilterChain filters;
    private final CassetteShelf shelf;
    private final Recording recording;
    private final Counters counters;
    private final Sharing sharing;
    private final BooleanSupplier closed;
    private final ReplayedEpisode replayed;
    private final Way<Decision> blocking = new Blocking();
    private final Way<CompletionStage<Decision>> asynchronous = new Asynchronous();

    Requests(
            Options options,
            CassetteId id,
            FilterChain filters,
            CassetteShelf shelf,
            Recording recording,
            Counters counters,
            Sharing sharing,
            BooleanSupplier closed) {
        this.options = options;
        this.id = id;
        this.filters = filters;
        this.shelf = shelf;
        this.recording = recording;
        this.counters = counters;
        this.sharing = sharing;
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
        return early.isPresent() ? early.get() : decideWhole(head.withBody(body.get()), blocking);
    }

    /** Decides on the head alone if the request passes through, otherwise when the body is available. */
    CompletionStage<Decision> decideAsync(
            HttpRequest head, boolean attached, Supplier<? extends CompletionStage<Body>> body) {
        Optional<Decision> early = decideOnHead(head, attached);
        return early.isPresent()
                ? CompletableFuture.completedFuture(early.get())
                : body.get()
                        .thenCompose(read -> closed.getAsBoolean()
                                ? asynchronous.decided(tooLate(head))
                                : decideWhole(head.withBody(read), asynchronous));
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

    /** A request that goes live, unless another session makes the same call. */
    private record Missed(HttpRequest unfiltered, HttpRequest filtered, boolean echoes, Miss miss, int episodes) {}

    /** How the caller gets a decision, for which another session may have to be waited for. */
    private interface Way<T> {

        T decided(Decision decision);

        T missed(Missed missed);
    }

    private final class Blocking implements Way<Decision> {

        @Override
        public Decision decided(Decision decision) {
            return decision;
        }

        @Override
        public Decision missed(Missed missed) {
            return decide(missed, sharing.await(sharing.turn(missed.miss, missed.episodes, true)));
        }
    }

    /** Blocks no thread while another session makes the call: it may need the thread. */
    private final class Asynchronous implements Way<CompletionStage<Decision>> {

        @Override
        public CompletionStage<Decision> decided(Decision decision) {
            return CompletableFuture.completedFuture(decision);
        }

        @Override
        public CompletionStage<Decision> missed(Missed missed) {
            CompletableFuture<Turn> turn = sharing.turn(missed.miss, missed.episodes, false);
            return turn.isDone()
                    ? decided(decide(missed, turn.join()))
                    : sharing.within(turn).thenApply(done -> decide(missed, done));
        }
    }

    private <T> T decideWhole(HttpRequest request, Way<T> way) {
        try {
            return decideFiltered(request, filters.request(request), way);
        } catch (FilterFailedException | IllegalStateException e) {
            return way.decided(broken(request, e));
        }
    }

    private Decision broken(HttpRequest request, RuntimeException e) {
        return refuse(Mismatch.broken(id, label(request), String.valueOf(e.getMessage())));
    }

    private Decision decide(Missed missed, Turn turn) {
        SharedCall call = turn instanceof Lead lead ? lead.call() : null;
        if (closed.getAsBoolean()) {
            if (call != null) {
                call.fail();
            }
            return tooLate(missed.filtered);
        }
        if (turn instanceof Take take) {
            try {
                return take(missed, take.episode());
            } catch (FilterFailedException | IllegalStateException e) {
                return broken(missed.unfiltered, e);
            }
        }
        return live(missed.unfiltered, missed.filtered, call);
    }

    /** Replays what another session has just got, and records it as if it were this one's. */
    private Decision take(Missed missed, Episode other) {
        counters.replayed(new Plays(recording.take(missed.unfiltered, missed.filtered, other)));
        return new Decision.Replay(
                replayed.of(missed.unfiltered, missed.filtered, other, missed.echoes), options.pace());
    }

    /** Whether a request passes through, whatever its body is. */
    boolean passes(HttpRequest head, boolean attached) {
        return options.isOff()
                || options.passThrough().reason(head, options.mode(), attached).isPresent();
    }

    private <T> T decideFiltered(HttpRequest unfiltered, HttpRequest filtered, Way<T> way) {
        if (options.mode() == RecordMode.ALL) {
            return way.decided(live(unfiltered, filtered, null));
        }
        CassetteShelf.Loaded loaded = shelf.loaded();
        if (loaded.mustNotBeReplaced()) {
            return way.decided(refuse(Mismatch.unreadable(id, filtered, loaded.failureText(), options.rerun())));
        }
        HttpRequest compared = filters.redaction().compared(filtered);
        CassetteIndex index = loaded.index();
        CassetteIndex.Key key = index.key(compared);
        Found found = index.find(unfiltered, compared, key, Use.PLAY);
        if (found.match() == Match.ABSENT && filtered.uri().isSocket()) {
            HttpRequest anywhere = new HttpRequest("GET", Conversation.ANYWHERE, Headers.EMPTY, Body.EMPTY);
            found = index.find(unfiltered, anywhere, index.key(anywhere), Use.PLAY);
        }
        return switch (ModePolicy.action(options.mode(), options.onExpired(), found.match(), loaded.isStored())) {
            case REPLAY -> way.decided(replay(unfiltered, filtered, found, index.echoes(key)));
            case REFUSE -> way.decided(refuse(shelf.explain(compared, found.match(), key)));
            case LIVE -> {
                Optional<Miss> miss = recording.hasCookie() || filtered.uri().isSocket()
                        ? Optional.empty()
                        : index.miss(unfiltered, filtered, key);
                yield miss.isEmpty()
                        ? way.decided(live(unfiltered, filtered, null))
                        : way.missed(
                                new Missed(unfiltered, filtered, index.echoes(key), miss.get(), index.matching(key)));
            }
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
        Plays plays = Objects.requireNonNull(found.plays());
        Episode episode = plays.episode();
        if (options.onExpired() == OnExpired.WARN && options.hasExpired(episode)) {
            counters.warn("replayed an expired episode of " + id);
        }
        counters.replayed(plays);
        Episode answer = replayed.of(sent, filtered, episode, echoes);
        Subscriptions subscriptions = shelf.loaded().subscriptions();
        if (subscriptions != null) {
            if (episode.subscription() != null) {
                return new Decision.Replay(answer, () -> subscriptions.open(episode, answer.response()));
            }
            subscriptions.played(episode, echoes ? replayed.echo(sent, episode) : Echo.NOTHING);
        }
        return new Decision.Replay(answer, options.pace(), dialogue(filtered, answer.conversation()));
    }

    private @Nullable Dialogue dialogue(HttpRequest handshake, @Nullable Conversation recorded) {
        if (recorded == null) {
            return null;
        }
        MessageReading reading = new MessageReading(filters, Matchers.bodies(options.matchers()), handshake);
        return new Dialogue(
                new Script(recorded, reading),
                difference -> refusal(Mismatch.message(id, handshake, difference, options.rerun())),
                failure -> refusal(Mismatch.broken(id, label(handshake), String.valueOf(failure.getMessage()))),
                options.pace());
    }

    private String refusal(String text) {
        String message = masked(text);
        refused(message);
        return message;
    }

    private Decision live(HttpRequest unfiltered, HttpRequest filtered, @Nullable SharedCall call) {
        if (!counters.live(
                filtered.uri().host())) { // first: what is not sent must not be seen as an exchange that was dropped
            if (call != null) {
                call.fail();
            }
            return tooLate(filtered);
        }
        Capture capture = recording.open(unfiltered, filtered, call);
        if (closed.getAsBoolean()) { // the end of the session may have dropped what was open before
            recording.dropped(capture, Recording.NOT_READ);
        }
        return new Decision.Live(capture);
    }

    private Decision refuse(String text) {
        return new Decision.Refuse(refusal(text), options.refusal());
    }

    /** The report is already made, so only the answer can tell the reason. */
    private Decision tooLate(HttpRequest request) {
        return new Decision.Refuse(masked(Mismatch.tooLate(id, label(request), request)), options.refusal());
    }

    void refused(String message) {
        counters.refused(message);
    }

    /** Whether this session has sent a request, or let it pass. */
    boolean hasSent() {
        return counters.hasSent();
    }

    /**
     * Counts a connection that no adapter has shown as a live call, unless a rule lets all requests to its host pass. Returns
     * false if the session has ended.
     */
    boolean countUnseen(String host, String connection) {
        if (options.isOff()) {
            return counters.unseen(host, connection, Optional.of(OFF));
        }
        return passesUnseen(host) || counters.unseen(host, connection, Optional.empty());
    }

    /** Whether a connection that no adapter has shown passes by a rule for its host, or because the session is off. */
    boolean passesUnseen(String host) {
        return options.isOff()
                || options.passThrough().reason(host, options.mode(), false).isPresent();
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
