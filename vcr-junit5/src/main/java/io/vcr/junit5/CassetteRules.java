package io.vcr.junit5;

import io.vcr.Report;
import io.vcr.Session;
import io.vcr.junit5.internal.setting.OnDrift;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.junit5.internal.setting.Unplayed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run asks of the cassette of a test that has passed. Immutable. */
final class CassetteRules {

    private final Unplayed unplayed;
    private final OnDrift onDrift;
    /** As it was set. */
    private final Optional<String> maxAge;

    CassetteRules(Settings settings) {
        this.unplayed =
                settings.find(Setting.UNPLAYED).map(Setting.UNPLAYED::unplayed).orElse(Unplayed.KEEP);
        this.onDrift = settings.find(Setting.DRIFT).map(Setting.DRIFT::onDrift).orElse(OnDrift.REPORT);
        this.maxAge = settings.find(Setting.MAX_AGE);
    }

    /** The rules that a cassette breaks: those that fail the test, and those that only warn. */
    record Breaches(List<AssertionError> errors, List<String> warnings) {

        static final Breaches NONE = new Breaches(List.of(), List.of());
    }

    /**
     * Checks the cassette of a session after its last request.
     *
     * @param rerun the command that runs the test again
     */
    Breaches check(Session session, String rerun) {
        List<AssertionError> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<String> drift = onDrift == OnDrift.FAIL ? session.drift() : List.of();
        if (!drift.isEmpty()) {
            errors.add(new DriftError(session.id().toString(), drift, rerun));
        }
        tooOld(session, rerun).ifPresent(errors::add);
        List<String> left = unplayed == Unplayed.KEEP ? List.of() : session.unplayed();
        if (!left.isEmpty() && unplayed == Unplayed.WARN) {
            warnings.add(unplayed(session, left) + " (" + String.join(", ", left) + ")");
        } else if (!left.isEmpty()) {
            errors.add(new RunRuleError(
                    "%s%n  %s%n  fix    delete the cassette and record it again, or let the episodes be: %s=keep"
                            .formatted(
                                    unplayed(session, left),
                                    String.join(System.lineSeparator() + "  ", left),
                                    Setting.UNPLAYED.key)));
        }
        return new Breaches(errors, warnings);
    }

    /** The report of a session, without a drift that nobody wants to see. */
    Report report(Report report) {
        return onDrift == OnDrift.OFF ? report.withoutDrift() : report;
    }

    private static String unplayed(Session session, List<String> episodes) {
        return (episodes.size() == 1 ? "1 episode" : episodes.size() + " episodes")
                + " of cassette " + session.id()
                + (episodes.size() == 1 ? " was not played" : " were not played");
    }

    private Optional<RunRuleError> tooOld(Session session, String rerun) {
        if (maxAge.isEmpty()) {
            return Optional.empty();
        }
        Duration limit = Setting.MAX_AGE.duration(maxAge.get());
        Instant now = Instant.now();
        return session.oldestReplayed()
                .map(recorded -> Duration.between(recorded, now))
                .filter(age -> age.compareTo(limit) > 0)
                .map(age -> new RunRuleError(
                        "Cassette %s is %s old, older than %s=%s%n  fix    record it again: VCR_RECORD_MODE=all %s"
                                .formatted(session.id(), text(age), Setting.MAX_AGE.key, maxAge.get(), rerun)));
    }

    /** Such as {@code 9 days}: days from two days on, hours below. */
    private static String text(Duration age) {
        long hours = age.toHours();
        return hours >= 48 ? age.toDays() + " days" : hours + (hours == 1 ? " hour" : " hours");
    }
}
