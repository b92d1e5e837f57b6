package io.vcr.redis;

import io.vcr.spi.Persister;
import io.vcr.spi.PersisterFactory;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code redis:} URIs of {@code VCR_STORE} and {@code vcr.store}.
 *
 * <p>{@code redis:CASSETTE_REDIS_URL} reads the URL from that environment variable, so that no file contains a
 * password. If the variable is not set, the store is off: nothing is replayed or stored, and the summary of the run
 * reports it. The value may also be a whole URL, see {@link RedisPersister#builder}. The factory reads no other
 * variable, so that cassettes are not stored in the Redis of the application by accident.
 *
 * <p>Options follow a question mark, {@code redis:CASSETTE_REDIS_URL?prefix=team:vcr:&timeout=PT2S}:
 * <ul>
 *   <li>{@code prefix}: the prefix of the keys, {@code vcr:cassette:} by default
 *   <li>{@code timeout}: the timeout of the connect and of each command, {@code PT5S} by default
 *   <li>{@code near-cache-bytes}: the memory for loaded cassettes, 67108864 by default, 0 for none
 *   <li>{@code compress}: {@code true} or {@code false}; by default true unless the server is on this machine
 *   <li>{@code ca}: a PEM file with the authorities of the server's certificate
 * </ul>
 */
public final class RedisPersisterFactory implements PersisterFactory {

    /** The environment variable with the URL. */
    public static final String VARIABLE = "CASSETTE_REDIS_URL";

    private static final Set<String> OPTIONS = Set.of("prefix", "timeout", "near-cache-bytes", "compress", "ca");

    private final Function<String, @Nullable String> environment;

    /** For the service loader. */
    public RedisPersisterFactory() {
        this(System::getenv);
    }

    RedisPersisterFactory(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");
    }

    @Override
    public Persister open(URI uri) {
        String store = uri.toString();
        if (uri.getRawSchemeSpecificPart().startsWith("//")) {
            return opened(withoutOptions(store), options(store));
        }
        if (!withoutOptions(store).equals("redis:" + VARIABLE)) {
            throw new IllegalArgumentException("Store " + RedisAddress.masked(store) + " is none of: redis:" + VARIABLE
                    + ", " + RedisAddress.FORMS);
        }
        String url = environment.apply(VARIABLE);
        if (url == null || url.isBlank()) {
            return new MissingRedis();
        }
        return opened(withoutOptions(url.strip()), options(url.strip()), options(store));
    }

    /** Later options override earlier ones. */
    @SafeVarargs
    private static Persister opened(String url, Map<String, String>... options) {
        RedisPersister.Builder store = RedisPersister.builder(url);
        for (Map<String, String> several : options) {
            several.forEach((name, value) -> configure(store, name, value));
        }
        return store.connect();
    }

    /**
     * The URL without its options.
     *
     * @throws IllegalArgumentException if it is not clear which question mark begins the options
     */
    static String withoutOptions(String url) {
        int mark = url.indexOf('?');
        if (mark >= 0 && url.indexOf('@', mark) >= 0) {
            throw new IllegalArgumentException("The URL of the Redis has an @ after a question mark; write a ? in its"
                    + " password as %3F, and an @ in an option as %40");
        }
        int hash = url.indexOf('#', Math.max(mark, 0));
        return mark < 0 ? url : url.substring(0, mark) + (hash < 0 ? "" : url.substring(hash));
    }

    /** The options after the question mark: decoded values by name. */
    static Map<String, String> options(String url) {
        Map<String, String> options = new LinkedHashMap<>();
        int mark = url.indexOf('?');
        String text = mark < 0 ? "" : url.substring(mark + 1).replaceFirst("#.*", "");
        for (String option : text.split("&", -1)) {
            String[] parts = option.split("=", 2);
            try {
                String value = parts.length < 2 ? "" : parts[1].replace("+", "%2B");
                options.put(parts[0], URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Option " + parts[0] + " of a redis: store cannot be used: a % is not part of an escape", e);
            }
        }
        options.remove("");
        return options;
    }

    private static boolean isTrue(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("it is neither true nor false");
        }
        return value.equals("true");
    }

    private static void configure(RedisPersister.Builder store, String name, String value) {
        if (!OPTIONS.contains(
                name)) { // the value is not shown, because it may be a password, as in URLs of other tools
            throw new IllegalArgumentException(
                    "Option " + name
                            + " of a redis: store cannot be used: valid are prefix, timeout, near-cache-bytes, compress and ca");
        }
        try {
            switch (name) {
                case "prefix" -> store.prefix(value);
                case "timeout" -> store.timeout(Duration.parse(value));
                case "near-cache-bytes" -> store.nearCacheBytes(Long.parseLong(value));
                case "compress" -> store.compress(isTrue(value));
                case "ca" -> store.certificateAuthorities(Path.of(value));
                default -> throw new AssertionError(name);
            }
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Option " + name + "=" + value + " of a redis: store cannot be used: " + e.getMessage(), e);
        }
    }
}
