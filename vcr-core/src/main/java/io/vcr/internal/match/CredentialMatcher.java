package io.vcr.internal.match;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.internal.body.FormPairs;
import io.vcr.spi.Filter;
import io.vcr.spi.Matcher;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares the fingerprints of credentials that {@link #fingerprints}, the first filter of a session with this matcher,
 * adds to requests. A fingerprint keeps 32 of the 256 bits of a digest: enough to distinguish keys, too few to test
 * passwords against. The digest is keyed by the host, so that the same key has different fingerprints for two services.
 * Immutable.
 */
public final class CredentialMatcher implements Matcher {

    public static final CredentialMatcher INSTANCE = new CredentialMatcher();

    private static final String HEADER = "X-Vcr-Credential";
    private static final String NONE = "none";
    private static final int KEPT_BYTES = 4;

    private static final List<String> CREDENTIALS = List.of(
            "authorization",
            "x-api-key",
            "anthropic-api-key",
            "openai-api-key",
            "azure-api-key",
            "ocp-apim-subscription-key",
            "api-key",
            "x-goog-api-key");

    private static final Set<String> PARAMETERS = Set.of("key", "api_key", "apikey", "access_token");
    private static final String AWS_PARAMETER = "x-amz-credential";

    /** Schemes that sign each request: whose key it is does not change. */
    private static final Map<String, Pattern> SIGNATURES = Map.of(
            "aws", Pattern.compile("(?s)AWS(?:4-[A-Z0-9-]+\\s+Credential=([^/\\s,]+)/.*| ([^:\\s]+):.*)"),
            "shared key", Pattern.compile("(?is)SharedKey(?:Lite)?\\s+([^:\\s]+):.*"),
            "digest", Pattern.compile("(?is)Digest\\s.*?\\busername=\"([^\"]*)\".*"),
            "oauth",
                    Pattern.compile(
                            "(?is)OAuth\\s(?=.*?oauth_consumer_key=\"([^\"]*)\")(?=.*?oauth_token=\"([^\"]*)\")?.*"),
            "signature", Pattern.compile("(?is)(?:Signature|HMAC)\\s.*?\\b(?:keyId|username)=\"([^\"]*)\".*"));

    private static final Pattern GOOGLE_TOKEN = Pattern.compile("(?i)bearer\\s+ya29\\..*", Pattern.DOTALL);

    private CredentialMatcher() {}

    /**
     * Returns the filter that adds the fingerprint to a request. A stored request keeps its fingerprint, because its
     * credentials are removed. A credential that a response has shown, such as a token, counts as its placeholder: in a
     * replay the client has nothing else. One that the client has sent first counts as it is, because the number of its
     * placeholder depends on the order of the requests.
     *
     * @param known puts placeholders in the place of the secrets that are known
     */
    public static Filter fingerprints(UnaryOperator<String> known) {
        Set<String> own = ConcurrentHashMap.newKeySet();
        return new Filter() {
            @Override
            public HttpRequest request(HttpRequest request) {
                if (request.headers().contains(HEADER)) {
                    return request; // a filter has already replaced the credential
                }
                String credentials = credentials(request, (value, stable) -> asReplayed(stable));
                return credentials.isEmpty()
                        ? request
                        : request.withHeaders(request.headers()
                                .with(HEADER, digest(request.uri().host(), credentials)));
            }

            private String asReplayed(String credential) {
                String replayed = own.contains(credential) ? credential : known.apply(credential);
                if (replayed.equals(credential)) {
                    own.add(credential);
                }
                return replayed;
            }
        };
    }

    @Override
    public String name() {
        return "credential";
    }

    @Override
    public Object project(HttpRequest request) {
        return request.headers().first(HEADER).orElse(NONE);
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return "recorded with another credential";
    }

    /**
     * The credentials of a request as one text, empty if it has none.
     *
     * @param asReplayed gets a credential, and the part of it that is the same in all requests of one caller; returns what
     *     stands for it in a replay
     */
    public static String credentials(HttpRequest request, BinaryOperator<String> asReplayed) {
        StringBuilder credentials = new StringBuilder();
        Headers headers = request.headers();
        for (String name : CREDENTIALS) {
            for (String value : headers.all(name)) {
                String credential = asReplayed.apply(value, stable(value.strip()));
                credentials.append(name).append('=').append(credential).append('\n');
            }
        }
        for (FormPairs.Pair pair : FormPairs.sorted(request.uri().query())) {
            String name = pair.name().toLowerCase(Locale.ROOT);
            if (PARAMETERS.contains(name)) {
                String credential = asReplayed.apply(pair.value(), pair.value());
                credentials.append(name).append('=').append(credential).append('\n');
            } else if (name.equals(AWS_PARAMETER)) {
                credentials.append("aws ").append(pair.value().split("/", 2)[0]).append('\n');
            }
        }
        return credentials.toString();
    }

    /** The part of a credential that is the same in all requests of one caller. */
    private static String stable(String value) {
        for (Map.Entry<String, Pattern> signature : SIGNATURES.entrySet()) {
            java.util.regex.Matcher found = signature.getValue().matcher(value);
            if (found.matches()) {
                StringBuilder stable = new StringBuilder(signature.getKey());
                for (int i = 1; i <= found.groupCount(); i++) {
                    stable.append(found.group(i) == null ? "" : " " + found.group(i));
                }
                return stable.toString();
            }
        }
        return GOOGLE_TOKEN.matcher(value).matches() ? "google oauth" : value;
    }

    static String digest(String host, String credentials) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("vcr credential " + host).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal(credentials.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, KEPT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}
