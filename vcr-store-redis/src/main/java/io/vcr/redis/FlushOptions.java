package io.vcr.redis;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@link Flush}. Immutable.
 *
 * @param address the address of the server
 * @param prefix the prefix of the keys, not blank
 * @param match a SCAN pattern for the rest of the keys
 * @param olderThan the smallest age of the cassettes to delete, empty for any age
 * @param dryRun true to delete nothing
 * @param authorities a file of certificates for TLS, empty for those of the JDK
 */
record FlushOptions(
        RedisAddress address,
        String prefix,
        String match,
        Optional<Duration> olderThan,
        boolean dryRun,
        Optional<Path> authorities) {

    /** A hundred years, so that the subtraction from now does not overflow. */
    private static final Duration LONGEST_AGE = Duration.ofDays(36_500);

    private static final String USAGE =
            "valid are --url URL, --prefix PREFIX, --match PATTERN, --older-than P7D, --ca FILE and --dry-run";

    /**
     * Reads the arguments.
     *
     * @param variable the value of {@code CASSETTE_REDIS_URL}, or null
     * @throws IllegalArgumentException if an argument is not valid; the message shows no password
     */
    static FlushOptions of(String[] args, @Nullable String variable) {
        String url = variable == null ? "" : variable.strip();
        Optional<String> prefix = Optional.empty();
        String match = "*";
        Optional<Duration> olderThan = Optional.empty();
        Optional<Path> authorities = Optional.empty();
        boolean dryRun = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--dry-run" -> dryRun = true;
                case "--url" -> url = value(args, ++i);
                case "--prefix" -> prefix = Optional.of(value(args, ++i));
                case "--match" -> match = value(args, ++i);
                case "--older-than" -> olderThan = Optional.of(age(value(args, ++i)));
                case "--ca" -> authorities = Optional.of(Path.of(value(args, ++i)));
                default ->
                    throw new IllegalArgumentException(
                            "Unknown argument " + RedisAddress.masked(args[i]) + "; " + USAGE);
            }
        }
        if (url.isEmpty()) {
            throw new IllegalArgumentException(
                    "The URL of the Redis is missing; set " + RedisPersisterFactory.VARIABLE + " or give --url");
        }
        Map<String, String> ofUrl = RedisPersisterFactory.options(url);
        String keys = prefix.orElse(ofUrl.getOrDefault("prefix", RedisPersister.DEFAULT_PREFIX));
        if (keys.isBlank()) {
            throw new IllegalArgumentException(
                    "An empty --prefix would delete keys of other applications; the default is "
                            + RedisPersister.DEFAULT_PREFIX);
        }
        return new FlushOptions(
                RedisAddress.of(RedisPersisterFactory.withoutOptions(url)),
                keys,
                match,
                olderThan,
                dryRun,
                authorities.or(() -> Optional.ofNullable(ofUrl.get("ca")).map(Path::of)));
    }

    private static String value(String[] args, int i) {
        if (i == args.length) {
            throw new IllegalArgumentException("Argument " + args[i - 1] + " has no value; " + USAGE);
        }
        return args[i];
    }

    private static Duration age(String text) {
        try {
            Duration age = Duration.parse(text);
            if (!age.isNegative() && age.compareTo(LONGEST_AGE) <= 0) {
                return age;
            }
        } catch (DateTimeException e) {
            // reported below
        }
        throw new IllegalArgumentException("--older-than " + text + " is not a duration; write P7D or PT12H");
    }
}
