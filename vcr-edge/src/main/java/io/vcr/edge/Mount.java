package io.vcr.edge;

import io.vcr.edge.internal.message.Links;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An API that an edge serves, under a name: {@code Mount.of("openai", "https://api.openai.com")}. Immutable and
 * thread-safe.
 */
public final class Mount {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    /** The service and the region that a signature of AWS names. */
    record AwsScope(String service, String region) {}

    private final String name;
    private final URI upstream;
    private final Optional<AwsScope> aws;
    private final Set<String> links;

    private Mount(String name, URI upstream, Optional<AwsScope> aws, Set<String> links) {
        this.name = name;
        this.upstream = upstream;
        this.aws = aws;
        this.links = links;
    }

    /**
     * Returns a mount.
     *
     * @param name the first segment of the path at the edge; letters, digits, {@code .}, {@code _} and {@code -}
     * @param upstream the base URL of the API, such as {@code https://api.example.com/v2}
     * @return a mount
     * @throws IllegalArgumentException if the name holds other characters, or the URL is not absolute, is neither http nor
     *     https, or has credentials, a query or a fragment
     */
    public static Mount of(String name, String upstream) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a mount holds letters, digits, '.', '_' and '-' only: " + name);
        }
        URI url = URI.create(upstream.endsWith("/") ? upstream.substring(0, upstream.length() - 1) : upstream);
        String scheme = Objects.requireNonNullElse(url.getScheme(), "").toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("The mount " + name + " needs a URL that begins with http or https");
        }
        if (url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The URL of the mount " + name + " needs a host, and no credentials, query or fragment");
        }
        return new Mount(name, url, Optional.empty(), Links.known(url.getHost()));
    }

    /**
     * Returns a mount whose live requests are signed again, with the default credentials of the AWS SDK where the edge
     * runs. The signature of a client covers the host that it was sent to, so it is not valid upstream. Needs
     * {@code software.amazon.awssdk:auth} and {@code software.amazon.awssdk:http-auth-aws} on the class path.
     *
     * @param service the name of the service in signatures, such as {@code bedrock}
     * @param region the region, such as {@code us-east-1}
     * @return a mount
     */
    public Mount signedForAws(String service, String region) {
        return new Mount(name, upstream, Optional.of(new AwsScope(service, region)), links);
    }

    /**
     * Returns a mount whose JSON responses hold URLs that the client requests next, such as the URL of a result. A URL in
     * such a field leads to the edge if its API is mounted. The fields of Anthropic's batches, Replicate and fal.ai are
     * known.
     *
     * @param fields the names of the fields, at any depth, in addition to those that are known
     * @return a mount
     */
    public Mount withLinksIn(String... fields) {
        return new Mount(
                name,
                upstream,
                aws,
                Stream.concat(links.stream(), Stream.of(fields)).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Returns the name.
     *
     * @return such as {@code openai}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the base URL of the API.
     *
     * @return without a slash at its end
     */
    public URI upstream() {
        return upstream;
    }

    /** The names of JSON fields whose URLs lead to the edge. */
    Set<String> links() {
        return links;
    }

    Optional<AwsScope> aws() {
        return aws;
    }

    /** The scheme, host and port, in the spelling of RFC 6454. */
    String origin() {
        return origin(upstream);
    }

    /** The scheme, host and port of an absolute URL; the port is left out if it is that of the scheme. */
    static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        boolean isDefault = url.getPort() < 0 || url.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (isDefault ? "" : ":" + url.getPort());
    }

    @Override
    public String toString() {
        return name + "=" + upstream;
    }
}
