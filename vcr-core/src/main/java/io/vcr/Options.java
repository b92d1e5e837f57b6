package io.vcr;

import io.vcr.spi.Filter;
import io.vcr.spi.Matcher;
import io.vcr.spi.Persister;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options of a {@link Vcr}, resolved once: what its builder documents, after the overrides. Immutable. */
record Options(
        Persister persister,
        RecordMode mode,
        boolean isOff,
        List<Matcher> matchers,
        List<Filter> filters,
        PassThroughRules passThrough,
        Limits limits,
        @Nullable Duration ttl,
        OnExpired onExpired,
        Repeats repeats,
        Refusal refusal,
        double pace,
        String rerun,
        Clock clock,
        Map<String, String> environment) {

    /** Copies the lists. */
    Options {
        matchers = List.copyOf(matchers);
        filters = List.copyOf(filters);
    }

    boolean isCache() {
        return persister.defaultTtl().isPresent();
    }

    Optional<Duration> timeToLive() {
        return ttl != null ? Optional.of(ttl) : persister.defaultTtl();
    }
}
