package io.vcr;

import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.internal.body.BodyRules;
import io.vcr.internal.body.FormPairs;
import io.vcr.internal.match.BodyComparison;
import io.vcr.internal.match.CredentialMatcher;
import io.vcr.internal.match.OperationMatcher;
import io.vcr.internal.match.PredicateMatcher;
import io.vcr.internal.match.UriMatcher;
import io.vcr.internal.match.UriSpelling;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** The built-in matchers. All of them are immutable and thread-safe. */
public final class Matchers {

    private static final Matcher METHOD =
            projecting("method", request -> request.method().toUpperCase(Locale.ROOT));
    private static final Matcher SCHEME = new UriMatcher("scheme", Uri::scheme, Uri::scheme);
    private static final Matcher HOST = new UriMatcher("host", uri -> UriSpelling.host(uri.host()), Uri::host);
    private static final Matcher PORT = new UriMatcher("port", Uri::port, Uri::port);
    private static final Matcher PATH = new UriMatcher("path", uri -> UriSpelling.path(uri.path()), Uri::path);
    private static final Matcher QUERY =
            new UriMatcher("query", uri -> FormPairs.sorted(uri.query()), uri -> FormPairs.sorted(uri.query()));
    private static final BodyMatcher BODY = new BodyMatcher(
            new BodyComparison(BodyRules.STRICT, text -> SecretGuard.system().mask(text)));

    private Matchers() {}

    /**
     * Returns the default matchers: method, scheme, host, port, path, query, operation, body.
     *
     * @return the matchers, in the order in which messages name them
     */
    public static List<Matcher> defaults() {
        return List.of(METHOD, SCHEME, HOST, PORT, PATH, QUERY, OperationMatcher.INSTANCE, BODY);
    }

    /**
     * Returns the matcher for the method.
     *
     * @return a matcher
     */
    public static Matcher method() {
        return METHOD;
    }

    /**
     * Returns the matcher for the scheme.
     *
     * @return a matcher
     */
    public static Matcher scheme() {
        return SCHEME;
    }

    /**
     * Returns the matcher for the host, ignoring case. An international name equals its form in ASCII, and an IPv6 address
     * its other spellings.
     *
     * @return a matcher
     */
    public static Matcher host() {
        return HOST;
    }

    /**
     * Returns the matcher for the port; the default port of the scheme equals none.
     *
     * @return a matcher
     */
    public static Matcher port() {
        return PORT;
    }

    /**
     * Returns the matcher for the path; an empty path equals {@code /}. Spellings that mean the same are equal (RFC 3986,
     * section 6.2.2): {@code %7e} and {@code ~}, {@code %2f} and {@code %2F}, {@code /a/../b} and {@code /b}, and characters
     * that no client may send raw equal their escapes. {@code %2F} differs from a slash.
     *
     * @return a matcher
     */
    public static Matcher path() {
        return PATH;
    }

    /**
     * Returns the matcher for the query. It compares the decoded pairs in any order, and a repeated pair as often as it
     * occurs. {@code +} equals {@code %20}, and {@code a} equals {@code a=}. A pair with a blank value differs from a
     * missing pair.
     *
     * @return a matcher
     */
    public static Matcher query() {
        return QUERY;
    }

    /**
     * Returns the matcher for header fields that name an operation, its object or a part of it: {@code X-Amz-Target},
     * {@code SOAPAction}, {@code X-HTTP-Method-Override}, {@code Range}, {@code Content-Range}, {@code Destination} and others
     * of this kind, also the action of SOAP 1.2 and the protocols of gRPC-Web and Connect. A field that a recording of another
     * tool does not have, where no episode with an otherwise equal request has it, is not compared: it may have been removed.
     *
     * @return a matcher
     */
    public static Matcher operation() {
        return OperationMatcher.INSTANCE;
    }

    /**
     * Returns the matcher for the body, by its content type. It compares JSON by value: keys in any order, elements in
     * order, {@code 1} equal to {@code 1.0}; several JSON documents line by line. It compares XML by content: attributes in
     * any order, namespaces by their URI, without comments and white space between elements; with a document type, byte
     * by byte. It compares forms as pairs in any order, multipart bodies part by part without the boundary, and all other
     * bodies byte by byte. The id of a JSON-RPC request does not count, see {@link BodyMatcher#echoing(String)}.
     *
     * @return a matcher
     */
    public static BodyMatcher body() {
        return BODY;
    }

    /**
     * Returns the matcher for the credential, so that a request with an invalid key does not get the response that a
     * valid key got. The credential itself is not stored. Before the filters remove it, a keyed digest of it is added
     * to the recorded request, as the header {@code X-Vcr-Credential}. The matcher compares headers and query
     * parameters that hold keys, not cookies. It compares the access key id of an AWS signature, and treats all OAuth
     * tokens of Google as equal. Two requests without a credential match. A replay needs the same credential as the
     * recording.
     *
     * @return a matcher
     */
    public static Matcher credential() {
        return CredentialMatcher.INSTANCE;
    }

    /**
     * Returns a matcher for header fields: all values of each name, in order.
     *
     * @param names the names, in any case
     * @return a matcher
     */
    public static Matcher headers(String... names) {
        List<String> wanted = List.of(names);
        return projecting("headers " + String.join(", ", wanted).toLowerCase(Locale.ROOT), request -> {
            List<List<String>> values = new ArrayList<>();
            wanted.forEach(name -> values.add(request.headers().all(name)));
            return values;
        });
    }

    /**
     * Returns a matcher that compares the values that a function returns for two requests.
     *
     * @param name the name that messages show
     * @param projection returns a value with {@code equals} and {@code hashCode}; must not throw
     * @return a matcher
     */
    public static Matcher projecting(String name, Function<HttpRequest, Object> projection) {
        return new Projection(name, projection);
    }

    /**
     * Returns a matcher that compares two requests by a predicate, for rules that no projection can express. It calls
     * the predicate for each episode that the other matchers accept, which takes time in large cassettes.
     *
     * @param name the name that messages show
     * @param predicate gets the recorded and the sent request, both filtered; must not throw
     * @return a matcher
     */
    public static Matcher where(String name, BiPredicate<HttpRequest, HttpRequest> predicate) {
        return new PredicateMatcher(name, predicate);
    }

    /** Keeps the last of several matchers with the same name, at its position. */
    static List<Matcher> lastOfEachName(List<Matcher> matchers) {
        List<Matcher> unique = new ArrayList<>();
        for (Matcher matcher : matchers) {
            unique.removeIf(other -> other.name().equals(matcher.name()));
            unique.add(matcher);
        }
        return unique;
    }

    /** The matchers, with places left out by the body matcher. */
    static List<Matcher> ignoring(List<Matcher> matchers, String... paths) {
        if (matchers.stream().noneMatch(BodyMatcher.class::isInstance)) {
            throw new IllegalArgumentException(
                    "No matcher compares bodies, so there is nothing to ignore in them; add Matchers.body()");
        }
        return matchers.stream()
                .map(matcher -> matcher instanceof BodyMatcher body ? body.ignoring(paths) : matcher)
                .toList();
    }

    /** The matchers in the form that the index uses. */
    static List<Matcher> comparisons(List<Matcher> matchers) {
        return matchers.stream()
                .map(matcher -> matcher instanceof BodyMatcher body ? body.comparison() : matcher)
                .toList();
    }

    /** Compares the bodies, and the messages of conversations. */
    static BodyComparison bodies(List<Matcher> matchers) {
        return matchers.stream()
                .filter(BodyMatcher.class::isInstance)
                .map(BodyMatcher.class::cast)
                .findFirst()
                .orElse(BODY)
                .comparison();
    }

    private record Projection(String name, Function<HttpRequest, Object> projection) implements Matcher {

        @Override
        public Object project(HttpRequest request) {
            return projection.apply(request);
        }
    }
}
