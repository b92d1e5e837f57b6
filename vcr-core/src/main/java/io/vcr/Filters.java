package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The filters that come with the library. All of them are immutable and thread-safe. */
public final class Filters {

    /** What stands in the place of a removed value. */
    static final String REDACTED = "REDACTED";

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

    private static final Set<String> RESPONSE_HEADERS = Set.of(
            "set-cookie",
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

    /** Names that as often hold an id or a paging token: redacted only if the value looks like a credential. */
    private static final Set<String> SUSPECT_PARAMETERS = Set.of("key", "token", "code");

    private Filters() {}

    /**
     * Returns the filters that are used unless others are configured: credentials, cookies, ids of accounts and of
     * single requests leave headers, query and user information; only 2xx responses are stored.
     *
     * @return the filters in their order
     */
    public static List<Filter> defaults() {
        return List.of(
                removingRequestHeaders(name ->
                        REQUEST_HEADERS.contains(name) || name.startsWith("x-stainless-") || name.startsWith("x-b3-")),
                removingResponseHeaders(RESPONSE_HEADERS::contains),
                new UriFilter(SECRET_PARAMETERS),
                onlySuccess());
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
        return new UriFilter(lowerCase(names));
    }

    /**
     * Returns a filter that lets only responses with a status from 200 to 299 be stored.
     *
     * @return a filter
     */
    public static Filter onlySuccess() {
        return new Filter() {
            @Override
            public Optional<String> dropReason(HttpRequest request, HttpResponse response) {
                boolean success = response.status() >= 200 && response.status() <= 299;
                return success ? Optional.empty() : Optional.of("status " + response.status());
            }
        };
    }

    private static Set<String> lowerCase(String... names) {
        return Stream.of(names).map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
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

    /** Removes user information and redacts parameters; every other byte of the URI stays as it was. */
    private record UriFilter(Set<String> names) implements Filter {

        @Override
        public HttpRequest request(HttpRequest request) {
            Uri uri = request.uri().withoutUserInfo();
            if (!uri.query().isEmpty()) {
                String query = redacted(uri.query());
                uri = query.equals(uri.query()) ? uri : uri.withQuery(query);
            }
            return uri.equals(request.uri()) ? request : request.withUri(uri);
        }

        private String redacted(String query) {
            List<String> pairs = new ArrayList<>();
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                pairs.add(
                        equals >= 0 && isSecret(pair.substring(0, equals), pair.substring(equals + 1))
                                ? pair.substring(0, equals + 1) + REDACTED
                                : pair);
            }
            return String.join("&", pairs);
        }

        private boolean isSecret(String name, String value) {
            String plain = FormPairs.decoded(name).toLowerCase(Locale.ROOT);
            return names.contains(plain)
                    || (SUSPECT_PARAMETERS.contains(plain)
                            && SecretGuard.system().finds(FormPairs.decoded(value)));
        }
    }
}
