package io.vcr.junit5.internal.store;

import io.vcr.RecordMode;
import io.vcr.Vcr;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Decides whose cassettes a run records again: those that hold an episode over an age, up to a budget. Thread-safe. */
public final class Refresh {

    private final Optional<Duration> age;
    private final long budget;
    private final LongSupplier liveCalls;
    private final AtomicInteger refreshed = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    /** How many were left because of the mode, by mode. */
    private final Map<RecordMode, Integer> leftInMode = new ConcurrentHashMap<>();

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
     * @param vcr the configuration of the test. With mode {@code none} nothing is recorded, with mode {@code all} the test
     *     records its cassette anyway, and a mode of the environment cannot be changed.
     */
    public boolean isDue(Persister store, String id, boolean isNamed, Vcr vcr) {
        RecordMode mode = vcr.mode();
        if (age.isEmpty() || mode == RecordMode.ALL || shared.contains(id) || !isOld(store, id)) {
            return false;
        }
        if (isNamed) {
            shared.add(id);
            return false;
        }
        if (mode == RecordMode.NONE || recordingAgain(vcr).mode() != RecordMode.ALL) {
            leftInMode.merge(mode, 1, Integer::sum);
            return false;
        }
        boolean isAffordable = liveCalls.getAsLong() < budget;
        (isAffordable ? refreshed : left).incrementAndGet();
        return isAffordable;
    }

    /** The configuration of a test that records its cassette again. */
    public static Vcr recordingAgain(Vcr vcr) {
        return vcr.toBuilder().mode(RecordMode.ALL).build();
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
        if (refreshed.get() + left.get() + leftInMode.size() + shared.size() == 0) {
            return List.of();
        }
        String rest =
                left.get() == 0 ? "" : ", left " + left.get() + " as " + Setting.REFRESH_BUDGET.key + " was spent";
        String modes = new TreeMap<>(leftInMode)
                .entrySet().stream()
                        .map(mode -> ", left " + mode.getValue() + " as "
                                + (mode.getKey() == RecordMode.NONE ? "the mode" : Vcr.RECORD_MODE_VARIABLE) + " is "
                                + mode.getKey())
                        .collect(Collectors.joining());
        String named = shared.isEmpty() ? "" : ", left " + shared.size() + " whose name a test gives";
        return List.of("recorded " + refreshed.get() + " old " + (refreshed.get() == 1 ? "cassette" : "cassettes")
                + " again" + rest + modes + named);
    }
}
