package io.vcr.junit5.internal.store;

import io.vcr.RecordMode;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Decides whose cassettes a run records again: those that hold an episode over an age, up to a budget. Thread-safe. */
public final class Refresh {

    private final Optional<Duration> age;
    private final long budget;
    private final LongSupplier liveCalls;
    private final AtomicInteger refreshed = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger inModeNone = new AtomicInteger();

    /** Old cassettes that several tests may share. */
    private final Set<String> shared = ConcurrentHashMap.newKeySet();

    /**
     * Reads the settings.
     *
     * @param liveCalls the live calls that the run has made
     */
    public Refresh(Settings settings, LongSupplier liveCalls) {
        this.age = settings.find(Setting.REFRESH).map(Setting.REFRESH::duration);
        this.budget = settings.find(Setting.REFRESH_BUDGET)
                .map(calls -> (long) Setting.REFRESH_BUDGET.number(calls, 0))
                .orElse(Long.MAX_VALUE);
        this.liveCalls = liveCalls;
    }

    /**
     * Whether a test records its cassette again. A cassette that cannot be read is left to the session, which says why.
     *
     * @param isNamed whether the test gives the name. Other tests may give the same, and each would replace the episodes of
     *     all by its own.
     * @param mode the mode of the test; with {@code none} nothing is recorded
     */
    public boolean isDue(Persister store, String id, boolean isNamed, RecordMode mode) {
        if (age.isEmpty() || shared.contains(id) || !isOld(store, id)) {
            return false;
        }
        if (isNamed) {
            shared.add(id);
            return false;
        }
        if (mode == RecordMode.NONE) {
            inModeNone.incrementAndGet();
            return false;
        }
        boolean isAffordable = liveCalls.getAsLong() < budget;
        (isAffordable ? refreshed : left).incrementAndGet();
        return isAffordable;
    }

    private boolean isOld(Persister store, String id) {
        Instant oldest = Instant.now().minus(age.orElseThrow());
        try {
            return store.load(CassetteId.of(id)).map(Cassette::episodes).orElse(List.of()).stream()
                    .map(Episode::recordedAt)
                    .filter(Objects::nonNull)
                    .anyMatch(oldest::isAfter);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    /** What the run has done, for its summary; empty if nothing was to be done. */
    public List<String> result() {
        if (refreshed.get() + left.get() + inModeNone.get() + shared.size() == 0) {
            return List.of();
        }
        String rest =
                left.get() == 0 ? "" : ", left " + left.get() + " as " + Setting.REFRESH_BUDGET.key + " was spent";
        String none = inModeNone.get() == 0 ? "" : ", left " + inModeNone.get() + " as the mode is none";
        String named = shared.isEmpty() ? "" : ", left " + shared.size() + " whose name a test gives";
        return List.of("recorded " + refreshed.get() + " old " + (refreshed.get() == 1 ? "cassette" : "cassettes")
                + " again" + rest + none + named);
    }
}
