package io.vcr.edge;

import io.vcr.edge.Routing.Nowhere;
import io.vcr.edge.Routing.Own;
import io.vcr.edge.Routing.Route;
import io.vcr.http.Uri;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mounts of an edge: what a path means, and where a URL of an API lies at the edge. Immutable. */
final class Mounts {

    /** Begins the paths that the edge answers itself. */
    static final String OWN = "/__vcr";

    /** Begins a path that names its test in the next segment. */
    private static final String TEST = "/__test/";

    /** Begins a path that names the scheme and the host of an API in the next two segments. */
    private static final String UPSTREAM = "/__upstream/";

    /** A segment . or .. in any spelling, also behind an encoded slash or backslash. */
    private static final Pattern DOTS =
            Pattern.compile("(?:^|/|\\\\|%2f|%5c)(?:\\.|%2e){1,2}(?:$|/|\\\\|%2f|%5c|;)", Pattern.CASE_INSENSITIVE);

    private final Map<String, Mount> byName = new LinkedHashMap<>();

    Mounts(Collection<Mount> mounts) {
        for (Mount mount : mounts) {
            if (byName.putIfAbsent(mount.name(), mount) != null) {
                throw new IllegalArgumentException("Two mounts have the name " + mount.name());
            }
        }
    }

    Collection<Mount> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The mount with a name. */
    Mount named(String name) {
        Mount mount = byName.get(name);
        if (mount == null) {
            throw new IllegalArgumentException("No mount has the name " + name + "; there are " + byName.keySet());
        }
        return mount;
    }

    /** The path of a mount at the edge. */
    static String path(Mount mount, Optional<String> test) {
        return test.map(segment -> TEST + segment).orElse("") + "/" + mount.name();
    }

    /** What a path means, given as it was sent: not decoded, not normalized. */
    Routing route(String path, @Nullable String query) {
        if (mayHaveDots(path) && DOTS.matcher(path).find()) {
            return new Nowhere(400, "The path has a segment '.' or '..': " + path);
        }
        if (path.equals(OWN) || path.startsWith(OWN + "/")) {
            return new Own(path.substring(OWN.length()));
        }
        Optional<String> test = Optional.empty();
        String rest = path;
        if (path.startsWith(TEST)) {
            int end = end(path, TEST.length());
            test = Optional.of(path.substring(TEST.length(), end));
            rest = path.substring(end);
        }
        return rest.startsWith(UPSTREAM) ? byHost(path, rest, test, query) : byName(path, rest, test, query);
    }

    /** Whether the pattern has to look: most paths have neither a dot nor anything encoded. */
    private static boolean mayHaveDots(String path) {
        return path.indexOf('.') >= 0 || path.indexOf('%') >= 0;
    }

    private Routing byName(String path, String rest, Optional<String> test, @Nullable String query) {
        int end = end(rest, Math.min(1, rest.length()));
        Mount mount = rest.isEmpty() ? null : byName.get(rest.substring(1, end));
        return mount == null
                ? unknown(path)
                : route(mount, path, rest.substring(end), mount.upstream() + rest.substring(end), test, query);
    }

    private Routing byHost(String path, String rest, Optional<String> test, @Nullable String query) {
        int scheme = end(rest, UPSTREAM.length());
        int host = end(rest, Math.min(scheme + 1, rest.length()));
        if (host <= scheme + 1) {
            return unknown(path);
        }
        String text = rest.substring(UPSTREAM.length(), scheme).toLowerCase(Locale.ROOT) + "://"
                + rest.substring(scheme + 1, host) + rest.substring(host);
        for (Mount mount : byName.values()) {
            Optional<String> below = below(mount, text);
            if (below.isPresent()) {
                return route(mount, path, below.get(), text, test, query);
            }
        }
        return unknown(path);
    }

    private Nowhere unknown(String path) {
        return new Nowhere(
                404,
                "Nothing is mounted at " + path + "\n  mounts  " + byName.values()
                        + "\n  fix     mount the API: VcrEdge.mount(\"name\", \"https://api.example.com\"),"
                        + " or --mount name=https://api.example.com");
    }

    private static Routing route(
            Mount mount, String path, String below, String target, Optional<String> test, @Nullable String query) {
        try {
            String text = target + (query == null ? "" : "?" + query);
            new URI(text);
            return new Route(mount, path.substring(0, path.length() - below.length()), test, Uri.of(text));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return new Nowhere(400, "The path or query is not valid in a URL");
        }
    }

    private static int end(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** What follows the base URL of a mount in a URL; empty if the URL does not lie below it. */
    private static Optional<String> below(Mount mount, String text) {
        try {
            URI url = new URI(text);
            String base = mount.upstream().getRawPath();
            String path = url.getRawPath();
            boolean isBelow = url.getHost() != null
                    && url.getScheme() != null
                    && url.getRawUserInfo() == null
                    && Mount.origin(url).equals(mount.origin())
                    && (base.isEmpty() || path.equals(base) || path.startsWith(base + "/"));
            return isBelow
                    ? Optional.of(path.substring(base.length())
                            + part("?", url.getRawQuery())
                            + part("#", url.getRawFragment()))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String part(String mark, @Nullable String text) {
        return text == null ? "" : mark + text;
    }

    /**
     * Where a URL in a response lies at the edge.
     *
     * @param url absolute, or relative to the request
     * @param route the route of the request
     * @param edge scheme, host and port of the edge as the client sees it
     * @return the URL at the edge, or the same URL if nothing is mounted there
     */
    String atEdge(String url, Route route, String edge) {
        if (url.startsWith("/") && !url.startsWith("//")) {
            return atEdge(route.mount().origin() + url, route, edge);
        }
        for (Mount mount : byName.values()) {
            Optional<String> below = below(mount, url);
            if (below.isPresent()) {
                String at = mount == route.mount() ? route.prefix() : path(mount, route.test());
                return edge + at + below.get();
            }
        }
        return url;
    }
}
