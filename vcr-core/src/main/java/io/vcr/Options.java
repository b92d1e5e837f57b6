package io.vcr;

import io.vcr.internal.match.BodyLimit;
import io.vcr.internal.match.CredentialMatcher;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.OwnPlaceholders;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.thread.StoreCalls;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Filter;
import io.vcr.spi.Matcher;
import io.vcr.spi.Persister;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
        SecretPolicy secrets,
        OwnPlaceholders placeholders,
        Limits limits,
        @Nullable Duration ttl,
        Recorded recorded,
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

    static boolean isDisabled(Map<String, String> environment) {
        String value = environment.getOrDefault(Vcr.DISABLE_VARIABLE, "").strip();
        return switch (value) {
            case "1", "true" -> true;
            case "", "0", "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        Vcr.DISABLE_VARIABLE + " has the value \"" + value + "\"; valid are 1 and 0");
        };
    }

    /** The mode of the environment, else the configured one, else the one that suits the store. */
    static RecordMode mode(Map<String, String> environment, @Nullable RecordMode configured, Persister persister) {
        String override = environment.getOrDefault(Vcr.RECORD_MODE_VARIABLE, "");
        if (!override.isBlank()) {
            try {
                return RecordMode.of(override);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(Vcr.RECORD_MODE_VARIABLE + ": " + e.getMessage(), e);
            }
        }
        if (configured != null) {
            return configured;
        }
        return persister.defaultTtl().isPresent() ? RecordMode.NEW_EPISODES : RecordMode.ONCE;
    }

    /** The filters of a session: first what needs the credentials that filters remove, last what must not be missed. */
    FilterChain filterChain() {
        Redaction redaction = secrets.redaction();
        List<Filter> all = new ArrayList<>(filters);
        if (secrets.redacts()) {
            all.remove(Filters.COOKIES);
        }
        if (recorded == Recorded.ERRORS) {
            all.remove(Filters.ONLY_SUCCESS);
        }
        all.add(0, redaction.learning());
        if (matchers.contains(CredentialMatcher.INSTANCE)) {
            all.add(0, CredentialMatcher.fingerprints(redaction::mask));
        }
        if (!placeholders.isEmpty()) {
            all.add(placeholders.filter());
        }
        BodyLimit limit =
                new BodyLimit(limits.maxRequestBodyBytes(), Matchers.comparisons(matchers), redaction::compared);
        return new FilterChain(all, redaction, limit::kept);
    }

    /** Equal in options under which a request is compared, filtered and recorded alike. */
    Object recordsLike() {
        List<Object> matching = matchers.stream()
                .<Object>map(matcher -> matcher instanceof BodyMatcher body
                        ? body.comparison().rules().toString()
                        : matcher)
                .toList();
        return List.of(
                matching,
                filters,
                secrets.parts(),
                placeholders,
                recorded,
                limits.maxBodyBytes(),
                limits.maxRequestBodyBytes());
    }

    boolean isCache() {
        return persister.defaultTtl().isPresent();
    }

    Optional<Duration> timeToLive() {
        return ttl != null ? Optional.of(ttl) : persister.defaultTtl();
    }

    void prefetch(Collection<CassetteId> cassettes) {
        if (!isOff) {
            cassettes.forEach(SecretGuard.system()::check);
            StoreCalls.tell(() -> persister.prefetch(cassettes));
        }
    }

    /** Expired episodes are neither replayed nor kept, unless {@link OnExpired#WARN} is set. */
    boolean countsAsExpired(Episode episode) {
        return onExpired != OnExpired.WARN && hasExpired(episode);
    }

    boolean hasExpired(Episode episode) {
        Instant expiresAt = episode.expiresAt();
        Instant recordedAt = episode.recordedAt();
        if (expiresAt == null && recordedAt != null) {
            expiresAt = expiry(recordedAt);
        }
        return expiresAt != null && !clock.instant().isBefore(expiresAt);
    }

    /** When an episode expires that says nothing of it. Null for never, also if the sum is beyond {@link Instant#MAX}. */
    @Nullable
    Instant expiry(Instant recordedAt) {
        try {
            return timeToLive().map(recordedAt::plus).orElse(null);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
