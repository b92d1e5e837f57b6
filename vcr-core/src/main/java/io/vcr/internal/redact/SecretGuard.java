package io.vcr.internal.redact;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.body.DecodedViews;
import io.vcr.internal.body.FormPairs;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what looks like a credential: by the shapes that providers use, and by the values of environment variables that
 * are named like one. Immutable.
 */
public final class SecretGuard {

    private static final int MIN_VARIABLE_LENGTH = 12;

    /** Behind no letter or digit, but for that of an escape: a key often follows a line break in a JSON string. */
    private static final String START = "(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf])|(?<=%[0-9A-Fa-f]{2}))";

    /** Without an end, as in a text that was cut off: the lines that can only be a key. */
    private static final String TO_THE_END_OF_THE_KEY =
            "(?:(?s:.{0,16384}?)-----END [A-Z ]*PRIVATE KEY-----|(?:(?:\\s|\\\\[nr])+[A-Za-z0-9+/=]{16,})*+)";

    /** What may precede the rest of a shape is limited: a text of nothing but prefixes would take the square of its length. */
    private enum Kind {
        ANTHROPIC_KEY("an Anthropic API key", "sk-ant-", "[A-Za-z0-9_-]{16,}"),
        OPENAI_KEY("an OpenAI API key", "sk-", "(?=[A-Za-z_-]{0,256}+[0-9])[A-Za-z0-9_-]{20,}"),
        AWS_KEY("an AWS access key id", "AKIA", "[0-9A-Z]{16}(?![0-9A-Za-z])"),
        AWS_SESSION_KEY("an AWS access key id", "ASIA", "[0-9A-Z]{16}(?![0-9A-Za-z])"),
        GOOGLE_KEY("a Google API key", "AIza", "[0-9A-Za-z_-]{35}"),
        GITHUB_TOKEN("a GitHub token", "gh", "[pousr]_[A-Za-z0-9]{36,}"),
        FINE_GITHUB_TOKEN("a GitHub token", "github_pat_", "[A-Za-z0-9_]{22,}"),
        SLACK_TOKEN("a Slack token", "xox", "[abeoprs]-[A-Za-z0-9-]{10,}"),
        JWT("a JSON web token", "eyJ", "[A-Za-z0-9_-]{8,16384}+\\.eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}"),
        PRIVATE_KEY("a private key", "-----BEGIN ", "[A-Z ]*PRIVATE KEY-----" + TO_THE_END_OF_THE_KEY);

        final String label;
        private final String prefix;
        private final Pattern shape;

        Kind(String label, String prefix, String rest) {
            this.label = label;
            this.prefix = prefix;
            this.shape = Pattern.compile(START + prefix + rest);
        }

        /** The next one, or null. The prefix is searched first: the shape takes 100 times as long for each character. */
        @Nullable
        Matcher next(String text, int from) {
            Matcher found = null;
            for (int at = text.indexOf(prefix, from); at >= 0; at = text.indexOf(prefix, at + 1)) {
                found = found == null ? shape.matcher(text).useTransparentBounds(true) : found;
                if (found.region(at, text.length()).lookingAt()) {
                    return found;
                }
            }
            return null;
        }
    }

    private static final class Holder {
        static final SecretGuard SYSTEM = new SecretGuard(System.getenv());
    }

    /** Finds nothing. */
    public static final SecretGuard NONE = new SecretGuard(Map.of(), List.of(), Set.of());

    /** The values of variables that are named like credentials, by name, the longest first. */
    private final Map<String, String> variables;

    private final List<Kind> kinds;
    private final Set<String> allowed;

    public SecretGuard(Map<String, String> environment) {
        this(credentials(environment), List.of(Kind.values()), Set.of());
    }

    private SecretGuard(Map<String, String> variables, List<Kind> kinds, Set<String> allowed) {
        this.variables = variables;
        this.kinds = kinds;
        this.allowed = allowed;
    }

    /** This guard, which lets some whole secrets through. */
    public SecretGuard allowing(Set<String> placeholders) {
        return placeholders.isEmpty() ? this : new SecretGuard(variables, kinds, placeholders);
    }

    private static Map<String, String> credentials(Map<String, String> environment) {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (isCredential(variable.getKey()) && variable.getValue().length() >= MIN_VARIABLE_LENGTH) {
                found.add(variable);
            }
        }
        found.sort(SecretGuard::longestFirst);
        Map<String, String> credentials = new LinkedHashMap<>();
        for (Map.Entry<String, String> variable : found) {
            credentials.put(variable.getKey(), variable.getValue());
        }
        return credentials;
    }

    /** The same order in each JVM, and no rest of a value that begins with another one. */
    private static int longestFirst(Map.Entry<String, String> one, Map.Entry<String, String> other) {
        int byLength = other.getValue().length() - one.getValue().length();
        return byLength != 0 ? byLength : one.getKey().compareTo(other.getKey());
    }

    /** The guard with the environment of this process. */
    public static SecretGuard system() {
        return Holder.SYSTEM;
    }

    private static boolean isCredential(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return name.endsWith("_API_KEY")
                || name.endsWith("_TOKEN")
                || name.endsWith("_SECRET")
                || name.endsWith("_PASSWORD")
                || name.endsWith("_ACCESS_KEY");
    }

    boolean finds(String text) {
        return find(text).isPresent();
    }

    /** Ids become file names and keys, and are printed. */
    public void check(CassetteId id) {
        Optional<String> secret = find(id.value());
        if (secret.isPresent()) {
            throw new IllegalArgumentException("The cassette id \"" + mask(id.value()) + "\" holds " + secret.get()
                    + "; ids become file names and keys, so give this test another name");
        }
    }

    /** What kind of secret a text holds; never the secret. */
    public Optional<String> find(String text) {
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (text.contains(variable.getValue()) && !allowed.contains(variable.getValue())) {
                return Optional.of("the value of the environment variable " + variable.getKey());
            }
        }
        for (Kind kind : kinds) {
            for (Matcher found = kind.next(text, 0); found != null; found = kind.next(text, found.end())) {
                if (!allowed.contains(found.group())) {
                    return Optional.of(kind.label);
                }
            }
        }
        return Optional.empty();
    }

    /** The text without the secrets in it. */
    public String mask(String text) {
        String masked = text;
        for (String value : variables.values()) {
            masked = allowed.contains(value) ? masked : masked.replace(value, "[secret]");
        }
        for (Kind kind : kinds) {
            masked = mask(masked, kind);
        }
        return masked;
    }

    private String mask(String text, Kind kind) {
        StringBuilder masked = new StringBuilder();
        int done = 0;
        for (Matcher found = kind.next(text, 0); found != null; found = kind.next(text, found.end())) {
            if (!allowed.contains(found.group())) {
                masked.append(text, done, found.start()).append("[secret]");
                done = found.end();
            }
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    /** The first secret in the episodes: which one, where and of what kind. */
    public Optional<String> inspect(List<Episode> episodes) {
        for (int i = 0; i < episodes.size(); i++) {
            for (Place place : places(episodes.get(i))) {
                Optional<String> kind = place.texts.stream()
                        .flatMap(text -> find(text).stream())
                        .findFirst();
                if (kind.isPresent()) {
                    return Optional.of("new episode %d (%s) holds %s in its %s"
                            .formatted(i + 1, mask(episodes.get(i).request().toString()), kind.get(), place.name));
                }
            }
        }
        return Optional.empty();
    }

    /** A place in an episode, and the texts that are there once everything is decoded. */
    private record Place(String name, List<String> texts) {}

    private static List<Place> places(Episode episode) {
        HttpRequest request = episode.request();
        HttpResponse response = episode.response();
        List<Place> places = new ArrayList<>();
        String uri = request.uri().text();
        places.add(new Place("URL", List.of(uri, FormPairs.decoded(uri))));
        headers(places, "request header ", request.headers());
        places.add(new Place("request body", DecodedViews.of(request.headers(), request.body())));
        places.add(new Place("status line", List.of(response.reason())));
        headers(places, "response header ", response.headers());
        places.add(new Place("response body", DecodedViews.of(response.headers(), response.body())));
        return places;
    }

    private static void headers(List<Place> places, String prefix, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            places.add(new Place(prefix + headers.name(i), DecodedViews.of(headers.value(i))));
        }
    }
}
