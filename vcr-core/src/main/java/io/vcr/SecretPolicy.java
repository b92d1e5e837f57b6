package io.vcr;

import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.RedactionCount;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happens to secrets that are about to be stored: values under a telling name such as {@code client_secret},
 * credentials of a known shape, and the values of environment variables that are named like credentials. Immutable.
 */
public final class SecretPolicy {

    private enum Action {
        REFUSE,
        REDACT,
        OFF
    }

    private static final SecretPolicy REFUSE = new SecretPolicy(Action.REFUSE, Set.of(), List.of());
    private static final SecretPolicy REDACT = new SecretPolicy(Action.REDACT, Set.of(), List.of());
    private static final SecretPolicy OFF = new SecretPolicy(Action.OFF, Set.of(), List.of());

    private final Action action;
    private final Set<String> allowed;
    private final List<String> kept;

    private SecretPolicy(Action action, Set<String> allowed, List<String> kept) {
        this.action = action;
        this.allowed = allowed;
        this.kept = kept;
    }

    /**
     * Returns the default: a placeholder such as {@code <client_secret-1>} takes the place of each secret, and requests are
     * compared in that form. If a secret cannot be replaced in place, such as one inside a binary body, nothing of the
     * session is saved.
     *
     * @return a policy
     */
    public static SecretPolicy redact() {
        return REDACT;
    }

    /**
     * Returns the policy that saves nothing of a session that has recorded a secret. The report says which episode holds
     * what, and where.
     *
     * @return a policy
     */
    public static SecretPolicy refuse() {
        return REFUSE;
    }

    /**
     * Returns the policy that looks for nothing. Filters and masked messages stay.
     *
     * @return a policy
     */
    public static SecretPolicy off() {
        return OFF;
    }

    /**
     * Returns this policy with texts that only look like secrets, such as the placeholder that a test uses as its key.
     *
     * @param texts whole values, as they stand in requests and responses
     * @return a policy that lets them through in addition
     */
    public SecretPolicy allowing(String... texts) {
        Set<String> all = new TreeSet<>(allowed);
        all.addAll(Set.of(texts));
        return new SecretPolicy(action, Set.copyOf(all), kept);
    }

    /**
     * Returns this policy without some of its rules.
     *
     * @param rules a name such as {@code session_token}, a kind of credential such as {@code slack-webhook}, or a place of
     *     JSON bodies such as {@code $.user.otp}; the kinds are listed in the documentation
     * @return a policy that lets through what only these rules find
     * @throws IllegalArgumentException if a path cannot be understood
     */
    public SecretPolicy keeping(String... rules) {
        List<String> all = new ArrayList<>(kept);
        all.addAll(List.of(rules));
        SecretRules.standard().keeping(all); // fails now if it fails at all
        return new SecretPolicy(action, allowed, List.copyOf(all));
    }

    /**
     * A secret in a stored cassette.
     *
     * @param episode the number of the episode, from 1 on
     * @param what what it is and where, such as {@code access_token in a response body}
     * @param isReplaceable false if {@link #redacted} cannot replace it in its place, as in the bytes of a file
     */
    public record Found(int episode, String what, boolean isReplaceable) {}

    /**
     * Finds the secrets that a stored cassette holds: one that an earlier version or another tool has recorded. Looks for
     * what {@link #redact()} replaces or refuses to save, whatever this policy does, without what this policy lets through.
     *
     * @param cassette any cassette; it is not changed
     * @return what was found, in the order of the episodes
     */
    public List<Found> find(Cassette cassette) {
        List<Found> found = new ArrayList<>();
        List<Episode> before = cassette.episodes();
        List<Episode> after = redacted(cassette).episodes();
        SecretGuard guard = SecretGuard.behindRedaction(rules());
        for (int i = 0; i < after.size(); i++) {
            int episode = i + 1;
            RedactionCount.between(before.get(i), after.get(i))
                    .forEach((what, count) -> found.add(new Found(episode, what, true)));
            guard.in(after.get(i)).ifPresent(what -> found.add(new Found(episode, what, false)));
        }
        return List.copyOf(found);
    }

    /**
     * Returns a cassette with placeholders in the places of the secrets that {@link #find} finds. To be saved under the same
     * id, it keeps the revision.
     *
     * @param cassette any cassette; it is not changed
     * @return a cassette that replays the same
     */
    public Cassette redacted(Cassette cassette) {
        Redaction redaction = new Redaction(rules());
        redaction.reserve(cassette.episodes());
        List<Episode> once = cassette.episodes().stream().map(redaction::known).toList();
        return cassette.withEpisodes(once.stream().map(redaction::known).toList()); // by what a later episode has shown
    }

    /** This policy with what another one lets through. */
    SecretPolicy allowing(SecretPolicy other) {
        SecretPolicy both = allowed.containsAll(other.allowed) ? this : allowing(other.allowed.toArray(String[]::new));
        return both.kept.containsAll(other.kept) ? both : both.keeping(other.kept.toArray(String[]::new));
    }

    private SecretRules rules() {
        SecretRules rules = SecretRules.standard();
        rules = allowed.isEmpty() ? rules : rules.allowing(allowed);
        return kept.isEmpty() ? rules : rules.keeping(kept);
    }

    /** Equal in policies that do the same. */
    Object parts() {
        return List.of(action, allowed, kept);
    }

    boolean redacts() {
        return action == Action.REDACT;
    }

    /** What replaces secrets in one session. */
    Redaction redaction() {
        return new Redaction(redacts() ? rules() : SecretRules.NOTHING);
    }

    /** What is asked before anything is saved. */
    SecretGuard guard() {
        return switch (action) {
            case OFF -> SecretGuard.NONE;
            case REFUSE -> SecretGuard.of(rules());
            case REDACT -> SecretGuard.behindRedaction(rules());
        };
    }

    /** Shows what is done, without the texts that are let through. */
    @Override
    public String toString() {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
