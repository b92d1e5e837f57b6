package io.vcr.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.vcr.http.Uri;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Redis, parsed from a URL such as {@code rediss://user:password@host:6380/2}. Lettuce's own parser
 * shows the password in its messages and has no URL for a cluster. Immutable.
 *
 * @param kind the kind of the server
 * @param tls whether the connection is encrypted
 * @param userInfo the user and password as in the URL, or null
 * @param nodes host and port of each node, at least one
 * @param database the number of the database
 * @param master the name of the master that the Sentinels monitor, empty without Sentinels
 */
record RedisAddress(Kind kind, boolean tls, @Nullable String userInfo, List<Node> nodes, int database, String master) {

    /** The kind of the server at an address. */
    enum Kind {
        STANDALONE,
        SENTINEL,
        CLUSTER
    }

    /** One server. */
    record Node(String host, int port) {}

    static final String FORMS =
            "redis://[user:password@]host[:6379][/database], rediss:// for TLS, redis-sentinel://host:26379,host2:26379#master, "
                    + "redis-cluster://host:6379,host2:6379";

    private static final Map<String, Kind> SCHEMES = Map.of(
            "redis", Kind.STANDALONE,
            "rediss", Kind.STANDALONE,
            "redis-sentinel", Kind.SENTINEL,
            "rediss-sentinel", Kind.SENTINEL,
            "redis-cluster", Kind.CLUSTER,
            "rediss-cluster", Kind.CLUSTER);

    private static final Pattern URL = Pattern.compile(
            "(?<scheme>[a-z-]+)://(?:(?<user>.*)@)?(?<nodes>[^@/#?]*)(?:/(?<database>[^#?]*))?(?:#(?<master>[^?]*))?");
    private static final Pattern NODE =
            Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(?::(?<port>[0-9]{1,5}))?");

    /**
     * Reads a URL without options.
     *
     * @throws IllegalArgumentException if it is not the URL of a Redis; the message shows no password
     */
    static RedisAddress of(String url) {
        Matcher parts = URL.matcher(url);
        Kind kind = parts.matches() ? SCHEMES.get(parts.group("scheme")) : null;
        if (kind == null) {
            throw invalid(url, "it is none of: " + FORMS);
        }
        List<Node> nodes = nodes(url, parts.group("nodes"), kind);
        String master = parts.group("master") == null ? "" : decoded(parts.group("master"));
        if ((kind == Kind.SENTINEL) == master.isEmpty()) {
            throw invalid(url, kind == Kind.SENTINEL ? "it has no #master" : "only redis-sentinel:// takes a #master");
        }
        checkEscapes(url, parts.group("user"));
        boolean several = nodes.size() > 1 && kind == Kind.STANDALONE;
        return new RedisAddress(
                several ? Kind.CLUSTER : kind,
                parts.group("scheme").startsWith("rediss"),
                parts.group("user"),
                nodes,
                database(url, parts.group("database"), several ? Kind.CLUSTER : kind),
                master);
    }

    /**
     * Tells by the names of its hosts whether the server runs on this machine. A tunnel to another one looks the same. Sentinels
     * name a server that may be anywhere.
     */
    boolean isThisMachine() {
        return kind != Kind.SENTINEL && nodes.stream().allMatch(node -> Uri.isThisMachine(node.host()));
    }

    private static List<Node> nodes(String url, String text, Kind kind) {
        List<Node> nodes = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            Matcher node = NODE.matcher(one);
            int port = kind == Kind.SENTINEL ? 26379 : 6379;
            if (!node.matches() || (port = port(node.group("port"), port)) < 1 || port > 65535) {
                throw invalid(url, "\"" + withoutPassword(one) + "\" is not a host with an optional port");
            }
            nodes.add(new Node(node.group("host").replaceAll("[\\[\\]]", ""), port));
        }
        return List.copyOf(nodes);
    }

    /** Checked here, because the message of the JDK shows the text after the percent sign. */
    private static void checkEscapes(String url, @Nullable String userInfo) {
        if (userInfo != null && userInfo.matches(".*%(?![0-9a-fA-F]{2}).*")) {
            throw invalid(url, "a % in its user or password is not part of an escape; write it as %25");
        }
    }

    private static int port(@Nullable String text, int otherwise) {
        return text == null ? otherwise : Integer.parseInt(text);
    }

    private static int database(String url, @Nullable String text, Kind kind) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[0-9]{1,5}")) {
            throw invalid(url, "\"" + text + "\" is not the number of a database");
        }
        int database = Integer.parseInt(text);
        if (kind == Kind.CLUSTER && database > 0) {
            throw invalid(url, "a cluster has database 0 only");
        }
        return database;
    }

    /** The addresses in Lettuce's form: one for a server, one for all Sentinels, or one for each node of a cluster. */
    List<RedisURI> uris(Duration timeout) {
        if (kind == Kind.SENTINEL) {
            RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(master);
            nodes.forEach(node -> uri.withSentinel(node.host(), node.port()));
            return List.of(complete(uri, timeout));
        }
        return nodes.stream()
                .map(node -> complete(RedisURI.builder().withHost(node.host()).withPort(node.port()), timeout))
                .toList();
    }

    private RedisURI complete(RedisURI.Builder uri, Duration timeout) {
        credentials().ifPresent(uri::withAuthentication);
        return uri.withSsl(tls).withDatabase(database).withTimeout(timeout).build();
    }

    /**
     * The user and password. The user is missing in {@code :password} and in {@code password}, the form for older
     * servers.
     */
    private Optional<StaticCredentialsProvider> credentials() {
        if (userInfo == null || userInfo.isEmpty()) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = colon <= 0 ? null : decoded(userInfo.substring(0, colon));
        char[] password = decoded(userInfo.substring(colon + 1)).toCharArray();
        return Optional.of(new StaticCredentialsProvider(RedisCredentials.just(user, password)));
    }

    /** Decodes percent escapes only; a plus stays a plus. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException invalid(String url, String reason) {
        return new IllegalArgumentException("Redis URL " + masked(url) + " cannot be used: " + reason);
    }

    /** A text with every possible password hidden, even if the text is not a URL. */
    static String masked(String url) {
        int at = url.lastIndexOf('@');
        int start = url.indexOf("://") < 0 ? 0 : url.indexOf("://") + 3;
        int question = url.indexOf('?', Math.max(at, 0));
        String end = question < 0 ? url : url.substring(0, question);
        return at < start
                ? (start == 0 ? end : withoutPassword(end))
                : end.substring(0, start) + "****" + end.substring(at);
    }

    /** If a host is missing, the text after its colon may be a password. */
    private static String withoutPassword(String text) {
        return text.contains("[") ? text : text.replaceAll(":(?!//|[0-9]{1,5}(?:[,/#]|$))[^,/#]+", ":****");
    }

    /** The URL without user and password. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(tls ? "rediss" : "redis");
        text.append(kind == Kind.SENTINEL ? "-sentinel://" : kind == Kind.CLUSTER ? "-cluster://" : "://");
        text.append(userInfo == null ? "" : "****@");
        for (int i = 0; i < nodes.size(); i++) {
            String host = nodes.get(i).host();
            text.append(i == 0 ? "" : ",").append(host.contains(":") ? "[" + host + "]" : host);
            text.append(':').append(nodes.get(i).port());
        }
        return text.append(database == 0 ? "" : "/" + database)
                .append(master.isEmpty() ? "" : "#" + master)
                .toString();
    }
}
