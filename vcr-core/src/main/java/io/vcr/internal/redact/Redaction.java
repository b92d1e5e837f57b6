package io.vcr.internal.redact;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.body.Framing;
import io.vcr.internal.body.Xml;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Episode.Route;
import io.vcr.spi.Filter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the secrets in the messages of one session: by name, by shape, and by value wherever a value stands that a
 * message has shown to be a secret. Thread-safe.
 */
public final class Redaction {

    private static final int MAX_SEEN = 1_000;

    private final Placeholders placeholders = new Placeholders();
    private final TextRedaction texts;
    private final HeaderRedaction headers;
    private final BodyRedaction bodies;

    /**
     * The bodies of stored requests in which there is nothing to replace. A client sends them again, byte by byte or in another
     * order of their fields: they pass without a look at each text in them.
     */
    private volatile Function<HttpRequest, Optional<Body>> clean = request -> Optional.empty();

    /** The placeholders for which that was found out. */
    private volatile @Nullable Object cleanVersion;

    private volatile Predicate<HttpRequest> isClean = request -> false;

    /** URIs in which there is nothing to replace, neither for storing nor for comparing. */
    private final Map<String, Object> cleanUris = new ConcurrentHashMap<>();

    /** The last URI and header fields in which there was nothing to replace: a client mostly sends the same ones again. */
    private volatile @Nullable CleanHead cleanHead;

    private final Set<String> learnedUris = ConcurrentHashMap.newKeySet();

    /** The values in queries that a request has shown before any response has. */
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    /** A URI and header fields in which there is nothing to replace by the placeholders of a version. */
    private record CleanHead(Uri uri, Headers fields, Object version) {

        boolean isOf(HttpRequest request, Object known) {
            return version == known
                    && uri.equals(request.uri())
                    && HeaderRedaction.areSpelledAlike(fields, request.headers());
        }
    }

    public Redaction(SecretRules rules) {
        this(rules, true);
    }

    /** Without what is replaced in its place only, as it may be none: to find what must not be stored. */
    static Redaction ofCertain(SecretRules rules) {
        return new Redaction(rules, false);
    }

    private Redaction(SecretRules rules, boolean guesses) {
        rules.values().forEach((value, known) -> {
            placeholders.reserve(known.placeholder());
            placeholders.remember(value, known.placeholder());
        });
        this.texts = new TextRedaction(rules, placeholders, guesses);
        this.headers = new HeaderRedaction(rules, placeholders, texts);
        this.bodies = new BodyRedaction(rules, placeholders, texts);
    }

    /** The numbers of placeholders that stored episodes have, so that new values get others. */
    public void reserve(List<Episode> episodes) {
        for (Episode episode : episodes) {
            placeholders.reserve(episode.request().uri().text());
            reserve(episode.request().headers(), episode.request().body());
            reserve(episode.response().headers(), episode.response().body());
            for (Hop hop : episode.route().hops()) {
                placeholders.reserve(hop.uri().text());
                reserve(hop.response().headers(), Body.EMPTY);
            }
            Uri last = episode.route().uri();
            if (last != null) {
                placeholders.reserve(last.text());
            }
            Conversation conversation = episode.conversation();
            if (conversation != null) {
                conversation.messages().forEach(message -> reserve(Headers.EMPTY, message.data()));
                Close close = conversation.close();
                if (close != null) {
                    placeholders.reserve(close.reason());
                }
            }
        }
    }

    private void reserve(Headers fields, Body body) {
        for (int i = 0; i < fields.size(); i++) {
            placeholders.reserve(fields.value(i));
        }
        body.text().ifPresent(placeholders::reserve);
    }

    /** A request without secrets. Its body is not encoded, so that what is in it can be replaced. */
    public HttpRequest request(HttpRequest request) {
        Object known = version();
        HttpRequest redacted = redacted(request);
        return version() == known ? redacted : redacted(redacted); // what its end has shown, at its beginning
    }

    /** Remembers the secrets of a request before the filters of the user remove some. */
    public Filter learning() {
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest unfiltered) {
                headers.learn(unfiltered.headers());
                learn(unfiltered.uri());
                return unfiltered;
            }
        };
    }

    private void learn(Uri uri) {
        boolean tells = uri.userInfo().isPresent() || !uri.query().isEmpty();
        if (tells && !isClean(uri.text()) && !learnedUris.contains(uri.text())) {
            Object before = version();
            uri(uri);
            if (version() != before) {
                FormPairs.sorted(uri.query()).forEach(pair -> own.add(pair.value()));
            }
            if (learnedUris.size() < MAX_SEEN) {
                learnedUris.add(uri.text());
            }
        }
    }

    private HttpRequest redacted(HttpRequest request) {
        HttpRequest head = withRedactedHead(request);
        Headers fields = head.headers();
        Uri uri = head.uri();
        Body body = request.body();
        if (!body.isEmpty()) {
            Optional<Body> known = clean.apply(request);
            if (known.isPresent() && isStillClean(known.get())) {
                return new HttpRequest(request.method(), uri, fields, known.get()); // the same object, compared at once
            }
            body = bodies.body(contentType(fields), body);
        }
        if (uri.equals(request.uri()) && fields.equals(request.headers()) && body.equals(request.body())) {
            return request;
        }
        return new HttpRequest(request.method(), uri, withLength(fields, request.body(), body), body);
    }

    /** Whether no value stands in a body that was shown to be a secret after the cassette was loaded. */
    private boolean isStillClean(Body stored) {
        return version() == cleanVersion
                || stored.text().map(text -> mask(text).equals(text)).orElse(true);
    }

    private HttpRequest withRedactedHead(HttpRequest request) {
        Object version = version();
        CleanHead last = cleanHead;
        if (last != null && last.isOf(request, version)) {
            return request;
        }
        Headers fields = headers.headers(request.headers());
        Uri uri = uri(request.uri());
        if (fields.equals(request.headers()) && isClean(uri.text())) {
            cleanHead = new CleanHead(uri, fields, version);
        }
        return new HttpRequest(request.method(), uri, fields, request.body());
    }

    /**
     * Lets the bodies of stored requests pass in which there is nothing to replace.
     *
     * @param clean returns the stored body if that of a request is one of them
     * @param version the {@link #version()} before it was found out; what was shown to be a secret since is looked for in them
     * @param isClean whether the body of a request is one that {@code clean} has returned
     */
    public void stored(Object version, Function<HttpRequest, Optional<Body>> clean, Predicate<HttpRequest> isClean) {
        this.cleanVersion = version;
        this.clean = clean;
        this.isClean = isClean;
    }

    /** The requests of stored episodes. What a later one shows to be a secret is replaced in an earlier one as well. */
    public List<HttpRequest> stored(List<HttpRequest> requests) {
        Object known = version();
        List<HttpRequest> redacted = requests.stream().map(this::request).toList();
        return version() == known
                ? redacted
                : redacted.stream().map(this::request).toList();
    }

    private Uri uri(Uri uri) {
        String text = uri.text();
        if (isClean(text)) {
            return uri;
        }
        String redacted = texts.urls().url(text, 0);
        if (redacted.equals(text)) {
            if (cleanUris.size() < MAX_SEEN && compared(uri).equals(uri)) {
                cleanUris.put(text, placeholders.version());
            }
            return uri;
        }
        try {
            return Uri.of(redacted);
        } catch (IllegalArgumentException e) {
            return uri; // the guard refuses to save it
        }
    }

    private boolean isClean(Uri uri) {
        CleanHead last = cleanHead;
        return (last != null && last.uri.equals(uri)) || isClean(uri.text());
    }

    private boolean isClean(String uri) {
        return cleanUris.get(uri) == placeholders.version();
    }

    public HttpResponse response(HttpResponse response) {
        return response(response, response.headers());
    }

    /** The same of one that filters have passed on; {@code all} are its header fields before that. */
    HttpResponse response(HttpResponse response, Headers all) {
        Object known = version();
        HttpResponse redacted = redacted(response, all);
        return version() == known ? redacted : redacted(redacted, all);
    }

    private HttpResponse redacted(HttpResponse response, Headers all) {
        Headers fields = headers.headers(response.headers(), all);
        Body body = bodies.body(contentType(fields), response.body());
        String reason = texts.value(response.reason(), 0);
        if (reason.equals(response.reason()) && fields.equals(response.headers()) && body.equals(response.body())) {
            return response;
        }
        return new HttpResponse(response.status(), reason, withLength(fields, response.body(), body), body);
    }

    private static String contentType(Headers fields) {
        return fields.first("Content-Type").orElse("");
    }

    private static Headers withLength(Headers fields, Body before, Body after) {
        return before.equals(after) || !fields.contains("Content-Length")
                ? fields
                : fields.with("Content-Length", Integer.toString(after.length()));
    }

    /** Changes when a value becomes known. */
    public Object version() {
        return placeholders.version();
    }

    /** An episode without the values that were found to be secrets after it was recorded. */
    public Episode known(Episode episode) {
        HttpRequest plain = Framing.decoded(episode.request());
        HttpRequest request = request(plain);
        HttpResponse decoded = FilterChain.decoded(episode);
        HttpResponse response = response(decoded);
        Route route = route(episode.route());
        Conversation messages = episode.conversation();
        Failure failure = episode.failure();
        Episode known = new Episode(
                request.equals(plain) ? episode.request() : request,
                response.equals(decoded) ? episode.response() : response,
                episode.recordedAt(),
                episode.expiresAt(),
                FilterChain.timing(episode.timing(), decoded, response),
                failure == null ? null : failure(failure),
                route,
                messages == null ? null : redacted(messages),
                episode.subscription());
        return known.equals(episode) ? episode : known;
    }

    /** Messages without secrets. What those of the server say piece by piece is looked at as a whole. */
    public Conversation conversation(Conversation conversation) {
        Object known = version();
        Conversation redacted = redacted(conversation);
        return version() == known ? redacted : redacted(redacted);
    }

    private Conversation redacted(Conversation conversation) {
        List<Message> all = conversation.messages();
        Iterator<Body> received = bodies.stream(all.stream()
                        .filter(message -> !message.sent())
                        .map(Message::data)
                        .toList())
                .iterator();
        List<Message> messages = new ArrayList<>();
        for (Message message : all) {
            messages.add(message.withData(message.sent() ? bodies.body("", message.data()) : received.next()));
        }
        Close close = conversation.close();
        return new Conversation(messages, close == null ? null : redacted(close));
    }

    private Close redacted(Close close) {
        String reason = bodies.body("", Body.of(close.reason())).text().orElse("");
        return new Close(close.sent(), close.code(), reason, close.offset());
    }

    /** Replaces what is known by now in a route that has passed the filters. */
    public Route route(Route route) {
        List<Hop> hops = route.hops().stream()
                .map(hop -> new Hop(hop.method(), uri(hop.uri()), response(hop.response())))
                .toList();
        Uri last = route.uri();
        return new Route(hops, last == null ? null : uri(last), route.version());
    }

    /** A failure without secrets in its message, which may hold a URL. */
    public Failure failure(Failure failure) {
        return new Failure(failure.kind(), failure.exception(), texts.value(failure.message(), 0), failure.responded());
    }

    /** A request as it is compared: placeholders of one name are equal, and what signs a URL does not count. */
    public HttpRequest compared(HttpRequest request) {
        Uri uri = isClean(request.uri()) ? request.uri() : compared(request.uri());
        Body body = request.body();
        if (!body.isEmpty() && !isClean.test(request)) {
            body = compared(contentType(request.headers()), body);
        }
        return uri.equals(request.uri()) && body.equals(request.body())
                ? request
                : request.withUri(uri).withBody(body);
    }

    private static Uri compared(Uri uri) {
        String unsigned = SignedUrls.unsigned(uri.query());
        Uri compared = unsigned.equals(uri.query()) ? uri : uri.withQuery(unsigned);
        String unnumbered = Placeholders.unnumbered(unescaped(compared.text()));
        return unnumbered.equals(compared.text()) ? compared : Uri.of(unnumbered);
    }

    /** Some tools write placeholders into URIs as they are, some clients encode them. */
    private static String unescaped(String uri) {
        return uri.indexOf('%') < 0
                ? uri
                : uri.replace("%3C", "<")
                        .replace("%3c", "<")
                        .replace("%3E", ">")
                        .replace("%3e", ">");
    }

    private static Body compared(String contentType, Body body) {
        boolean isXml = Xml.isXml(contentType);
        return body.text()
                .map(text -> {
                    String unnumbered = isXml ? Placeholders.unnumberedXml(text) : Placeholders.unnumbered(text);
                    return unnumbered.equals(text) ? body : Body.of(unnumbered);
                })
                .orElse(body);
    }

    /**
     * What a client sends in a replay in the place of a credential: its placeholder if a response has shown it first, such as
     * a token. The client has everything else itself; of that, the part is taken that is the same in all its requests.
     */
    public String asReplayed(String credential, String stable) {
        String replayed = own.contains(credential) || headers.isOwn(credential) ? credential : mask(credential);
        return replayed.equals(credential) ? stable : replayed;
    }

    /** A text of a message without the values that are known. */
    public String mask(String text) {
        return placeholders.replaceKnown(text, Escape.NONE);
    }
}
