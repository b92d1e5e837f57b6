package io.vcr;

import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.redact.TextFilter;
import io.vcr.spi.Filter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happens when something that looks like a credential is about to be stored: a key of a known shape, or the value
 * of an environment variable that is named like one. The last line of defence behind the filters. Immutable.
 */
public final class SecretPolicy {

    private enum Action {
        REFUSE,
        REDACT,
        OFF
    }

    private static final SecretPolicy REFUSE = new SecretPolicy(Action.REFUSE, Set.of());
    private static final SecretPolicy REDACT = new SecretPolicy(Action.REDACT, Set.of());
    private static final SecretPolicy OFF = new SecretPolicy(Action.OFF, Set.of());

    private final Action action;
    private final Set<String> allowed;
    private final SecretGuard guard;

    private SecretPolicy(Action action, Set<String> allowed) {
        this.action = action;
        this.allowed = allowed;
        this.guard =
                action == Action.OFF ? SecretGuard.NONE : SecretGuard.system().allowing(allowed);
    }

    /**
     * Returns the default: nothing of the session is saved, and the report says which episode holds what, and where.
     *
     * @return a policy
     */
    public static SecretPolicy refuse() {
        return REFUSE;
    }

    /**
     * Returns the policy that stores {@code [secret]} in the place of each secret, and compares requests in that form.
     * What cannot be replaced in place, such as a key inside base64 or spread over the events of a stream, is refused.
     *
     * @return a policy
     */
    public static SecretPolicy redact() {
        return REDACT;
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
     * @param placeholders whole keys, as they stand in requests and responses
     * @return a policy that lets them through in addition
     */
    public SecretPolicy allowing(String... placeholders) {
        Set<String> all = new TreeSet<>(allowed);
        all.addAll(Set.of(placeholders));
        return new SecretPolicy(action, Set.copyOf(all));
    }

    /** This policy with what another one allows. */
    SecretPolicy allowing(SecretPolicy other) {
        return allowed.containsAll(other.allowed) ? this : allowing(other.allowed.toArray(String[]::new));
    }

    SecretGuard guard() {
        return guard;
    }

    /** The filter behind all others, where secrets are to be replaced. */
    Optional<Filter> filter() {
        return action == Action.REDACT ? Optional.of(new TextFilter(guard::mask)) : Optional.empty();
    }

    /** Shows what is done, without the placeholders. */
    @Override
    public String toString() {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
