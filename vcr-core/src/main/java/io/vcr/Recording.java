package io.vcr;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.Framing;
import io.vcr.internal.body.StreamEnd;
import io.vcr.internal.match.Callers;
import io.vcr.internal.match.SetCookies;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.FilterChain.FilterFailedException;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.share.SharedCall;
import io.vcr.internal.stream.EndReason;
import io.vcr.internal.stream.Subscribed;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Episode.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a session records: its live exchanges, and the episodes that they have become and that are not yet saved, in the order
 * of their requests. A capture is open until it is settled, as an episode or as dropped. A capture that settles after the end
 * of the session has no effect. Thread-safe.
 */
final class Recording {

    static final String NOT_READ = "not read to its end";

    /** How long the end of a session waits for filters that are still running. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
    /** And for the responses to requests that a subscription has answered before: no client waits for them. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    private static final Timing AT_ONCE = new Timing(Duration.ZERO, Duration.ZERO, List.of());

    private final Options options;
    private final FilterChain filters;
    private final CassetteShelf shelf;
    private final Counters counters;
    private final Callers callers;
    private final Map<Capture, Sent> open = new HashMap<>();
    private final SortedMap<Long, Completed> completed = new TreeMap<>();
    private long nextNumber;
    private volatile boolean hasCookie;

    /**
     * The request of a capture, before the filters. None of this is stored.
     *
     * @param credentials the credentials of the request
     * @param request the request; null if no other session waits for its response
     * @param call tells other sessions of the response; null if none can want it
     */
    private record Sent(
            String credentials,
            @Nullable HttpRequest request,
            @Nullable SharedCall call) {

        void failed() {
            if (call != null) {
                call.fail();
            }
        }
    }

    /**
     * An episode, the position of its request, the version of the redaction that it has gone through, the credentials of its
     * request, whether another session has made the call, and when its events came if it is a subscription.
     */
    private record Completed(
            Episode episode,
            long number,
            Object version,
            String credentials,
            boolean isTaken,
            @Nullable Subscribed events) {}

    Recording(Options options, FilterChain filters, CassetteShelf shelf, Counters counters) {
        this.options = options;
        this.filters = filters;
        this.shelf = shelf;
        this.counters = counters;
        this.callers = new Callers(filters.redaction()::asReplayed);
    }

    synchronized Capture open(HttpRequest unfiltered, HttpRequest filtered, @Nullable SharedCall call) {
        Object version = filters.redaction().version();
        long limit = options.limits().maxBodyBytes();
        Capture capture = new Capture(this, filtered, nextNumber++, now(), version, limit);
        HttpRequest kept = call == null ? null : kept(unfiltered, filtered);
        open.put(capture, new Sent(callers.credentials(unfiltered), kept, call));
        return capture;
    }

    /** A request that is kept until no other session can want its response: not with a body over the limit. */
    private HttpRequest kept(HttpRequest unfiltered, HttpRequest filtered) {
        boolean isOver = unfiltered.body().length() > options.limits().maxRequestBodyBytes();
        return isOver ? unfiltered.withBody(filtered.body()) : unfiltered;
    }

    Instant now() {
        return options.clock().instant();
    }

    /** How many requests were sent after the one with a number. */
    synchronized long requestsAfter(long number) {
        return nextNumber - number - 1;
    }

    /** Whether a response has given the client a cookie by which the server may know it. */
    boolean hasCookie() {
        return hasCookie;
    }

    /** Takes note of the head of a response. */
    void begun(Capture capture, Headers response) {
        meet(SetCookies.identify(response));
        if (capture.request().method().equals("GET") && StreamEnd.isEventStream(response)) {
            release(capture); // such a stream may never end, unlike one that answers a POST
        }
    }

    private void meet(boolean cookie) {
        if (cookie) {
            hasCookie = true;
        }
    }

    private void release(Capture capture) {
        Sent sent;
        synchronized (this) {
            sent = open.get(capture);
        }
        if (sent != null) {
            sent.failed();
        }
    }

    void completed(Capture capture, HttpResponse live) {
        record(capture, live, null);
    }

    void failed(Capture capture, Failure failure) {
        if (options.recorded() == Recorded.ERRORS) {
            record(capture, capture.live().received(), failure);
        } else {
            dropped(capture, EndReason.of(failure));
        }
    }

    private void record(Capture capture, HttpResponse live, @Nullable Failure failure) {
        Redaction redaction = filters.redaction();
        meet(SetCookies.identify(capture.route()));
        try {
            HttpRequest request = capture.request();
            long limit = options.limits().maxBodyBytes();
            HttpResponse decoded = failure == null ? Framing.stored(live, limit) : Framing.storedPart(live, limit);
            // Before the response, whose body may repeat what a redirect shows is a secret.
            Route route = filters.route(capture.route());
            HttpResponse filtered = filters.response(request, decoded);
            filtered = failure == null ? Framing.fitting(filtered) : Framing.fittingPart(decoded, filtered);
            Optional<String> reason = filters.dropReason(request, filtered);
            if (reason.isPresent()) {
                dropped(capture, reason.get());
                return;
            }
            Conversation conversation = filters.conversation(request, filtered, capture.conversation());
            filtered = conversation == null ? filtered : redaction.response(filtered); // what messages have shown
            if (redaction.version() != capture.version()) {
                request = redaction.request(request); // the response has shown what of it is a secret
                route = redaction.route(route);
            }
            Episode episode = shelf.episode(
                            request,
                            filtered,
                            capture.startedAt(),
                            capture.live().timing(decoded.body(), filtered.body()),
                            failure == null ? null : redaction.failure(failure),
                            route)
                    .withConversation(conversation);
            settled(capture, episode, redaction.version(), failure == null ? decoded : null);
            if (capture.live().subscribed() == null) {
                repeatable(episode, redaction); // what a stream answers is not asked again
            }
        } catch (Framing.TooLargeException | FilterFailedException e) {
            dropped(capture, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // It must not reach the client, which is reading the body; the report counts the exchange as dropped.
            dropped(capture, "recording failed with " + e.getClass().getSimpleName());
        }
    }

    private void repeatable(Episode episode, Redaction redaction) {
        if (options.repeats() != Repeats.FAIL && options.mode() != RecordMode.ALL) {
            shelf.loaded().index().addRecorded(episode, redaction.compared(episode.request()));
        }
    }

    /**
     * Keeps an episode.
     *
     * @param live the response before the filters; null if no other session may have it
     */
    private void settled(Capture capture, Episode episode, Object version, @Nullable HttpResponse live) {
        Subscribed events = capture.live().subscribed();
        Sent sent;
        synchronized (this) {
            sent = open.remove(capture);
            if (sent == null) {
                return;
            }
            long number = capture.number();
            completed.put(number, new Completed(episode, number, version, sent.credentials, false, events));
            notifyAll();
        }
        SharedCall call = sent.call;
        HttpRequest request = sent.request;
        if (call == null || request == null || live == null || hasLoggedIn(capture.route())) {
            sent.failed();
            return;
        }
        Timing timing = FilterChain.timing(episode.timing(), episode.response(), live);
        Episode whole = new Episode(request, live, episode.recordedAt(), null, timing);
        call.answer(whole.withRoute(capture.route()), isWhole(live, capture.route(), episode) ? episode : null);
    }

    /** Whether the client has added a credential that is not in the request, after the server has asked for one. */
    private static boolean hasLoggedIn(Route route) {
        return route.hops().stream()
                .anyMatch(
                        hop -> hop.response().status() == 401 || hop.response().status() == 407);
    }

    /**
     * Whether the filters have left in a response what the client may send in its next request. If not, the client of another
     * process, which gets no more than is stored, could not go on with it against the real server.
     */
    private boolean isWhole(HttpResponse live, Route route, Episode episode) {
        HttpResponse stored = episode.response();
        boolean isWhole = stored.body().equals(live.body())
                && Objects.equals(route.uri(), episode.route().uri())
                && route.hops().stream()
                        .noneMatch(hop -> hop.response().headers().contains("Set-Cookie"))
                && !live.headers().contains("Set-Cookie")
                && options.secrets().guard().inspect(List.of(episode)).isEmpty();
        for (int i = 0; i < live.headers().size() && isWhole; i++) {
            String name = live.headers().name(i);
            isWhole = Filters.isIncidental(name.toLowerCase(Locale.ROOT))
                    || stored.headers().all(name).contains(live.headers().value(i));
        }
        return isWhole;
    }

    /**
     * Records what another session has got for the same request at the same time, as the answer to this session's request.
     *
     * @param unfiltered the request of this session before the filters
     * @param request the request of this session
     * @param other the episode of the other session, before the filters
     * @return the episode as it is recorded; without what the response says if it is not
     */
    Episode take(HttpRequest unfiltered, HttpRequest request, Episode other) {
        Redaction redaction = filters.redaction();
        meet(SetCookies.identify(other.response().headers()) || SetCookies.identify(other.route()));
        if (other.response().body().length() > options.limits().maxBodyBytes()) {
            return untaken(request, other, "decoded body over maxBodyBytes");
        }
        HttpResponse response = Framing.fitting(filters.response(request, other.response()));
        Optional<String> reason = filters.dropReason(request, response);
        if (reason.isPresent()) {
            return untaken(request, other, reason.get());
        }
        Episode episode = shelf.episode(
                redaction.request(request),
                response,
                Objects.requireNonNullElseGet(other.recordedAt(), options.clock()::instant),
                Objects.requireNonNullElse(FilterChain.timing(other.timing(), other.response(), response), AT_ONCE),
                null,
                filters.route(other.route()));
        String credentials = callers.credentials(unfiltered);
        synchronized (this) {
            long number = nextNumber++;
            completed.put(number, new Completed(episode, number, redaction.version(), credentials, true, null));
        }
        repeatable(episode, redaction);
        return episode;
    }

    private Episode untaken(HttpRequest request, Episode other, String reason) {
        counters.dropped(reason);
        return new Episode(request, Episode.NO_RESPONSE, other.recordedAt(), null, other.timing());
    }

    /** Takes a request back from the live ones, before its capture is dropped. */
    synchronized void unsent(Capture capture) {
        if (open.containsKey(capture)) {
            counters.unsent(capture.request().uri().host());
        }
    }

    void dropped(Capture capture, String reason) {
        Sent sent;
        synchronized (this) {
            sent = open.remove(capture);
            if (sent == null) {
                return;
            }
            counters.dropped(reason); // before the end of the session goes on
            notifyAll();
        }
        sent.failed();
    }

    /** Ends the exchanges that have not ended, and waits for filters that are still running. */
    void end() {
        if (hasSubscription()) {
            await(ANSWER_LIMIT, capture -> !capture.live().hasEvents());
        }
        stillOpen().forEach(Capture::joinRoute);
        stillOpen().forEach(capture -> capture.close(NOT_READ));
        await(SETTLE_LIMIT, capture -> true);
        stillOpen().forEach(capture -> dropped(capture, "filters were still running"));
    }

    private synchronized List<Capture> stillOpen() {
        return List.copyOf(open.keySet());
    }

    private synchronized boolean hasSubscription() {
        return completed.values().stream().anyMatch(each -> each.events != null)
                || open.keySet().stream().anyMatch(capture -> capture.live().hasEvents());
    }

    /** Returns when no such capture is open, after the limit, or if this thread is interrupted. */
    private synchronized void await(Duration limit, Predicate<Capture> awaited) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); left > 0 && open.keySet().stream().anyMatch(awaited); ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = deadline - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized List<Episode> episodes() {
        return completed.values().stream().map(Completed::episode).toList();
    }

    /**
     * The episodes without the values that were found to be secrets after they were recorded. Those that were recorded with
     * several credentials for equal requests have a mark for each.
     */
    List<Episode> toBeSaved() {
        Redaction redaction = filters.redaction();
        List<Completed> all = all();
        Map<String, List<Long>> exchanges = all.stream()
                .filter(each -> each.events == null)
                .collect(Collectors.groupingBy(
                        each -> Subscribed.host(each.episode),
                        Collectors.mapping(Completed::number, Collectors.toList())));
        List<Episode> episodes = all.stream()
                .map(each -> (each.version == redaction.version() ? each.episode : redaction.known(each.episode))
                        .withSubscription(
                                each.events == null ? null : each.events.among(exchanges, each.episode, each.number)))
                .toList();
        List<String> credentials = all.stream().map(Completed::credentials).toList();
        return Callers.marked(episodes, credentials, each -> shelf.key(redaction.compared(each.request())));
    }

    /** Those of {@link #toBeSaved} for which this session has made the call. */
    List<Episode> called(List<Episode> toBeSaved) {
        List<Completed> all = all();
        return IntStream.range(0, toBeSaved.size())
                .filter(i -> !all.get(i).isTaken)
                .mapToObj(toBeSaved::get)
                .toList();
    }

    private synchronized List<Completed> all() {
        return List.copyOf(completed.values());
    }
}
