package io.vcr;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.BodyRewriter;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.body.JsonPath;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.TextFilter;
import io.vcr.internal.redact.UriFilter;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filters that come with the library. All of them are immutable and thread-safe. */
public final class Filters {

    /** What stands in the place of a removed value. */
    private static final String REDACTED = "REDACTED";

    /** Valid base64 of four bytes. */
    private static final String BASE64_PLACEHOLDER = "dGVzdA==";

    private static final Set<String> REQUEST_HEADERS = Set.of(
            "authorization",
            "proxy-authorization",
            "x-api-key",
            "api-key",
            "anthropic-api-key",
            "openai-api-key",
            "azure-api-key",
            "ocp-apim-subscription-key",
            "x-goog-api-key",
            "x-goog-user-project",
            "cookie",
            "x-amz-security-token",
            "x-amz-date",
            "x-amz-content-sha256",
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "openai-organization",
            "openai-project",
            "idempotency-key",
            "traceparent",
            "tracestate",
            "baggage");

    /**
     * What servers and proxies add to each response: it would change with each recording, or names an account. Has nothing to do
     * with the fields of requests that matching ignores.
     */
    private static final Set<String> RESPONSE_HEADERS = Set.of(
            "x-request-id",
            "request-id",
            "cf-ray",
            "anthropic-organization-id",
            "openai-organization",
            "openai-project",
            "x-amzn-requestid",
            "x-amzn-trace-id",
            "date",
            "server",
            "via",
            "report-to",
            "nel",
            "alt-svc");

    private static final Set<String> SECRET_PARAMETERS = Set.of(
            "api_key",
            "apikey",
            "access_token",
            "client_secret",
            "sig",
            "signature",
            "x-amz-signature",
            "x-amz-credential",
            "x-amz-security-token");

    /** Whether the defaults remove a response header, because no client needs it for its next request. */
    static boolean isIncidental(String lowerCaseName) {
        return RESPONSE_HEADERS.contains(lowerCaseName);
    }

    /** One of the defaults, unless {@link SecretPolicy#redact()} replaces the values of cookies. */
    static final Filter COOKIES = removeResponseHeaders("set-cookie");

    /** One of the defaults, unless {@link Recorded#ERRORS} records all responses. */
    static final Filter ONLY_SUCCESS = new Filter() {
        @Override
        public Optional<String> dropReason(HttpRequest request, HttpResponse response) {
            boolean success = (response.status() >= 200 && response.status() <= 299)
                    || (response.status() == SWITCHING_PROTOCOLS
                            && request.uri().isSocket());
            return success || declinesStream(request, response)
                    ? Optional.empty()
                    : Optional.of(STATUS + response.status());
        }
    };

    private static final String STATUS = "status ";
    private static final int SWITCHING_PROTOCOLS = 101;

    /**
     * A server of MCP that sends nothing of its own accord answers 405 to each client that asks for a stream (MCP
     * 2025-06-18, "Listening for Messages from the Server"). That is no failure, and a client asks again in each replay.
     */
    private static boolean declinesStream(HttpRequest request, HttpResponse response) {
        return response.status() == 405
                && request.method().equals("GET")
                && request.headers().all("Accept").stream()
                        .anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("text/event-stream"));
    }

    private Filters() {}

    /**
     * Returns the filters that are used unless others are configured: credentials, cookies, ids of accounts and of
     * single requests leave headers, query and user information; images in {@code b64_json} become a placeholder; only
     * 2xx responses are stored, unless {@link Recorded#ERRORS} is set. With {@link SecretPolicy#redact()},
     * {@code Set-Cookie} stays and its value is replaced, so that the cookie jar of a client works in a replay.
     *
     * @return the filters in their order
     */
    public static List<Filter> defaults() {
        return Defaults.ALL;
    }

    /** The same objects for all who ask: sessions share calls only if their filters are equal. */
    private static final class Defaults {

        static final List<Filter> ALL = List.of(
                removingRequestHeaders(name ->
                        REQUEST_HEADERS.contains(name) || name.startsWith("x-stainless-") || name.startsWith("x-b3-")),
                removingResponseHeaders(RESPONSE_HEADERS::contains),
                COOKIES,
                new UriFilter(SECRET_PARAMETERS, REDACTED),
                replaceBase64("$..b64_json"),
                onlySuccess());
    }

    /**
     * Returns a cassette as it would have been recorded, such as one of another tool: bodies are decoded, and filters and
     * redaction have changed both messages of each episode. No episode is dropped.
     *
     * @param filters the filters in their order, such as {@link #defaults()}; empty to decode and redact only
     * @param secrets what happens to secrets; only {@link SecretPolicy#redact()} replaces them
     * @param cassette any cassette; it is not changed
     * @return the changed cassette, with the same id and revision
     * @throws RuntimeException if a filter throws; the message names it
     */
    public static Cassette apply(List<Filter> filters, SecretPolicy secrets, Cassette cassette) {
        Redaction redaction = secrets.redaction();
        redaction.reserve(cassette.episodes());
        List<Filter> all = new ArrayList<>(filters);
        if (secrets.redacts()) {
            all.remove(COOKIES);
        }
        all.add(0, redaction.learning());
        FilterChain chain = new FilterChain(all, redaction);
        List<Episode> filtered =
                cassette.episodes().stream().map(chain::episode).toList();
        return cassette.withEpisodes(filtered.stream().map(redaction::known).toList()); // by what a later one has shown
    }

    /**
     * Returns a filter that removes header fields from requests.
     *
     * @param names the names, in any case
     * @return a filter
     */
    public static Filter removeRequestHeaders(String... names) {
        return removingRequestHeaders(lowerCase(names)::contains);
    }

    /**
     * Returns a filter that removes header fields from responses.
     *
     * @param names the names, in any case
     * @return a filter
     */
    public static Filter removeResponseHeaders(String... names) {
        return removingResponseHeaders(lowerCase(names)::contains);
    }

    /**
     * Returns a filter that puts {@code REDACTED} in the place of values in the query.
     *
     * @param names the names of the parameters, in any case
     * @return a filter
     */
    public static Filter redactQuery(String... names) {
        return new UriFilter(lowerCase(names), REDACTED);
    }

    /**
     * Returns a filter that puts {@code REDACTED} in the place of values in JSON bodies of requests and responses, whatever
     * the method: in documents, in JSON lines and in the events of a stream.
     *
     * @param paths such as {@code $.password}, or {@code $..password} for any depth; see {@link BodyMatcher#ignoring}
     * @return a filter
     * @throws IllegalArgumentException if a path cannot be understood
     */
    public static Filter redactJson(String... paths) {
        BodyRewriter rewriter = new BodyRewriter(jsonPaths(paths), REDACTED, 0);
        return rewritingBodies(rewriter::rewrite);
    }

    /**
     * Returns a filter that puts {@code REDACTED} in the place of values in form bodies of requests and responses.
     *
     * @param names the names of the fields, in any case
     * @return a filter
     */
    public static Filter redactForm(String... names) {
        Set<String> wanted = lowerCase(names);
        return rewritingBodies((type, body) ->
                type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
                        ? body.text()
                                .map(text -> Body.of(
                                        FormPairs.redacted(text, (name, value) -> wanted.contains(name), REDACTED)))
                                .orElse(body)
                        : body);
    }

    /**
     * Returns a filter that replaces a text wherever it stands: in the URI, in header values and in text bodies.
     *
     * @param secret the text; not empty
     * @param placeholder what to write in its place
     * @return a filter
     * @throws IllegalArgumentException if the text is empty
     */
    public static Filter replaceText(String secret, String placeholder) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("There is no text to replace");
        }
        return new TextFilter(text -> text.replace(secret, placeholder));
    }

    /**
     * Returns a filter that puts a small valid placeholder in the place of long base64 strings, such as images, in JSON
     * responses: they make up most of what a cache holds, and tests look at their presence only.
     *
     * @param paths where they are; strings of up to 1000 characters stay
     * @return a filter
     * @throws IllegalArgumentException if a path cannot be understood
     */
    public static Filter replaceBase64(String... paths) {
        BodyRewriter rewriter = new BodyRewriter(jsonPaths(paths), BASE64_PLACEHOLDER, 1001);
        return new Filter() {
            @Override
            public HttpResponse response(HttpRequest request, HttpResponse response) {
                return response.withBody(rewriter.rewrite(contentType(response.headers()), response.body()));
            }
        };
    }

    /**
     * Returns a filter that lets only responses with a status from 200 to 299 be stored, and the 405 of a server of MCP
     * that offers no stream, unless {@link Recorded#ERRORS} is set.
     *
     * @return a filter
     */
    public static Filter onlySuccess() {
        return ONLY_SUCCESS;
    }

    /** Tells whether this is the reason of a response that was dropped for its status. */
    static boolean isStatus(String dropReason) {
        return dropReason.startsWith(STATUS);
    }

    private static Set<String> lowerCase(String... names) {
        return Stream.of(names).map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private static List<JsonPath> jsonPaths(String... paths) {
        return Stream.of(paths).map(JsonPath::of).toList();
    }

    private static String contentType(Headers headers) {
        return headers.first("Content-Type").orElse("");
    }

    private static Filter rewritingBodies(BiFunction<String, Body, Body> rewrite) {
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                return request.withBody(rewrite.apply(contentType(request.headers()), request.body()));
            }

            @Override
            public HttpResponse response(HttpRequest request, HttpResponse response) {
                return response.withBody(rewrite.apply(contentType(response.headers()), response.body()));
            }
        };
    }

    private static Filter removingRequestHeaders(Predicate<String> lowerCaseName) {
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                return request.withHeaders(request.headers().without(lowerCaseName));
            }
        };
    }

    private static Filter removingResponseHeaders(Predicate<String> lowerCaseName) {
        return new Filter() {
            @Override
            public HttpResponse response(HttpRequest request, HttpResponse response) {
                return response.withHeaders(response.headers().without(lowerCaseName));
            }
        };
    }
}
