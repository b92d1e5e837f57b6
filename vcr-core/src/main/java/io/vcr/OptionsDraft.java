package io.vcr;

import io.vcr.internal.redact.OwnPlaceholders;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Filter;
import io.vcr.spi.Matcher;
import io.vcr.spi.Persister;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of a {@link Vcr} with their defaults, while its builder collects them. Confined to one thread. */
final class OptionsDraft {

    private final Persister persister;

    @Nullable
    RecordMode mode;

    boolean off;
    List<Matcher> matchers = Matchers.defaults();
    List<Filter> filters = Filters.defaults();
    Set<String> passThroughHosts = Set.of();

    @Nullable
    Boolean ignoreLocalhost;

    SecretPolicy secrets = SecretPolicy.redact();
    OwnPlaceholders placeholders = OwnPlaceholders.NONE;
    Limits limits = Limits.DEFAULT;

    @Nullable
    Duration ttl;

    Recorded recorded = Recorded.SUCCESS;
    OnExpired onExpired = OnExpired.RECORD;
    Repeats repeats = Repeats.FAIL;
    Refusal refusal = Refusal.RESPONSE;
    double pace;
    String rerun = "(then run the test again)";
    Clock clock = Clock.systemUTC();
    Map<String, String> environment = System.getenv();

    OptionsDraft(Persister persister) {
        this.persister = persister;
    }

    OptionsDraft(Options options) {
        persister = options.persister();
        mode = options.mode();
        off = options.isOff();
        matchers = options.matchers();
        filters = options.filters();
        passThroughHosts = options.passThrough().hosts();
        ignoreLocalhost = options.passThrough().ignoreLocalhost();
        secrets = options.secrets();
        placeholders = options.placeholders();
        limits = options.limits();
        ttl = options.ttl();
        recorded = options.recorded();
        onExpired = options.onExpired();
        repeats = options.repeats();
        refusal = options.refusal();
        pace = options.pace();
        rerun = options.rerun();
        clock = options.clock();
        environment = options.environment();
    }

    void add(Matcher... more) {
        matchers = Matchers.lastOfEachName(
                Stream.concat(matchers.stream(), Stream.of(more)).toList());
    }

    void add(Filter... more) {
        filters = Stream.concat(filters.stream(), Stream.of(more)).toList();
    }

    void passThroughHosts(String... hosts) {
        passThroughHosts =
                Stream.of(hosts).map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    void placeholder(String placeholder, @Nullable String value) {
        if (placeholder.isEmpty()) {
            throw new IllegalArgumentException("A placeholder must not be empty");
        }
        if (value != null && !value.isEmpty()) {
            placeholders = placeholders.with(placeholder, value);
        }
    }

    void ttl(Duration newTtl) {
        if (newTtl.isZero() || newTtl.isNegative()) {
            throw new IllegalArgumentException("The ttl must be positive: " + newTtl);
        }
        ttl = newTtl;
    }

    void pace(double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("The pace must be 0 or a positive number: " + factor);
        }
        pace = factor;
    }

    /** As they hold, after the overrides by the environment. */
    Options resolved() {
        boolean isOff = off || Options.isDisabled(environment);
        if (!isOff) {
            SecretRules.prepare();
        }
        return new Options(
                persister,
                Options.mode(environment, mode, persister),
                isOff,
                matchers,
                filters,
                new PassThroughRules(passThroughHosts, ignoreLocalhost),
                secrets,
                placeholders,
                limits,
                ttl,
                recorded,
                onExpired,
                repeats,
                refusal,
                pace,
                rerun,
                clock,
                environment);
    }
}
