package io.vcr;

import io.vcr.internal.redact.SecretGuard;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Filter;
import io.vcr.spi.Matcher;
import io.vcr.spi.Persister;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a recorder, which opens sessions: {@code try (Session session = vcr.open("checkout/pays")) { ... }}.
 *
 * <p>Immutable and thread-safe; to be built once and shared. Does not close its persister.
 */
public final class Vcr {

    /** Overrides the configured record mode of every {@link Vcr}. */
    public static final String RECORD_MODE_VARIABLE = "VCR_RECORD_MODE";

    /** Switches every {@link Vcr} off if its value is 1: all requests pass through. */
    public static final String DISABLE_VARIABLE = "VCR_DISABLE";

    private final Options options;

    private Vcr(Options options) {
        this.options = options;
    }

    /**
     * Returns a builder for a store, with the defaults of each option.
     *
     * @param persister the store; the caller closes it
     * @return a builder, confined to one thread
     */
    public static Builder builder(Persister persister) {
        return new Builder(new OptionsDraft(persister));
    }

    /**
     * Returns a builder with the options of this configuration, for a copy with some options changed.
     *
     * @return a builder, confined to one thread
     */
    public Builder toBuilder() {
        return new Builder(new OptionsDraft(options));
    }

    /**
     * Opens a session and binds it to the current thread.
     *
     * @param cassette the name of the cassette, see {@link CassetteId}
     * @return the session, to be closed by the caller
     * @throws IllegalArgumentException if the name is not valid or contains a secret
     */
    public Session open(String cassette) {
        return open(CassetteId.of(cassette));
    }

    /**
     * Opens a session and binds it to the current thread.
     *
     * @param cassette the name of the cassette
     * @return the session, to be closed by the caller
     * @throws IllegalArgumentException if the name contains a secret
     */
    public Session open(CassetteId cassette) {
        SecretGuard.system().check(cassette);
        Session session = new Session(options, cassette);
        OpenSessions.opened(session);
        return session;
    }

    /**
     * Tells the store which cassettes are about to be opened, so that it can load them together; see
     * {@link Persister#prefetch}. Returns when the store has loaded them. Does nothing if the recorder is off.
     *
     * @param cassettes the names; they need not exist
     * @throws IllegalArgumentException if one of them contains a secret
     * @throws IllegalStateException if the store is closed
     */
    public void prefetch(Collection<CassetteId> cassettes) {
        options.prefetch(cassettes);
    }

    /**
     * Returns the record mode, after the override by {@link #RECORD_MODE_VARIABLE}.
     *
     * @return the mode
     */
    public RecordMode mode() {
        return options.mode();
    }

    /**
     * Tells whether a rule lets all requests to a host pass, such as the rules for localhost and for token hosts.
     *
     * @param host such as {@code api.example.com}
     * @return true if they go live and are never recorded
     */
    public boolean passesThrough(String host) {
        return options.passThrough().reason(host, mode(), false).isPresent();
    }

    /** Collects the options of a {@link Vcr}. Confined to one thread. */
    public static final class Builder {

        private final OptionsDraft draft;

        private Builder(OptionsDraft draft) {
            this.draft = draft;
        }

        /**
         * Sets the record mode. Default: {@code new_episodes} for a store whose episodes expire, else {@code once}.
         *
         * @param newMode the mode
         * @return this builder
         */
        public Builder mode(RecordMode newMode) {
            draft.mode = newMode;
            return this;
        }

        /**
         * Switches the recorder off: all requests pass through. Default: on.
         *
         * @param newOff true for off
         * @return this builder
         */
        public Builder off(boolean newOff) {
            draft.off = newOff;
            return this;
        }

        /**
         * Sets what must be equal for an episode to answer a request. Default: {@link Matchers#defaults()}. If several
         * matchers have the same name, the last one counts.
         *
         * @param newMatchers the matchers
         * @return this builder
         */
        public Builder matchers(List<Matcher> newMatchers) {
            draft.matchers = Matchers.lastOfEachName(newMatchers);
            return this;
        }

        /**
         * Adds matchers to those set so far. A matcher replaces an earlier one with the same name.
         *
         * @param more the matchers
         * @return this builder
         */
        public Builder match(Matcher... more) {
            draft.add(more);
            return this;
        }

        /**
         * Leaves places of JSON or XML request bodies out of the comparison, in addition to those left out so far.
         *
         * @param paths see {@link BodyMatcher#ignoring}
         * @return this builder
         * @throws IllegalArgumentException if a path is not valid, or no matcher compares bodies
         */
        public Builder ignoring(String... paths) {
            draft.matchers = Matchers.ignoring(draft.matchers, paths);
            return this;
        }

        /**
         * Sets the filters, in their order. Default: {@link Filters#defaults()}, without which credentials may be stored.
         *
         * @param newFilters the filters
         * @return this builder
         */
        public Builder filters(List<Filter> newFilters) {
            draft.filters = List.copyOf(newFilters);
            return this;
        }

        /**
         * Adds filters after those set so far.
         *
         * @param more the filters
         * @return this builder
         */
        public Builder filter(Filter... more) {
            draft.add(more);
            return this;
        }

        /**
         * Sets hosts whose requests go live in every mode, also in {@code none}, and are never recorded. Default: none.
         * Known token hosts pass in all other modes without being configured.
         *
         * @param hosts names such as {@code auth.example.com}, or {@code *.example.com} for all subdomains
         * @return this builder
         */
        public Builder passThroughHosts(String... hosts) {
            draft.passThroughHosts(hosts);
            return this;
        }

        /**
         * Lets requests to this machine go live in every mode, unrecorded. Default: those of clients that an agent attached.
         *
         * @param newIgnoreLocalhost true to let them through
         * @return this builder
         */
        public Builder ignoreLocalhost(boolean newIgnoreLocalhost) {
            draft.ignoreLocalhost = newIgnoreLocalhost;
            return this;
        }

        /**
         * Sets what happens to apparent secrets. Default: {@link SecretPolicy#redact()}. What was allowed or kept stays so.
         *
         * @param policy what to do, and what only looks like a secret
         * @return this builder
         */
        public Builder secrets(SecretPolicy policy) {
            draft.secrets = policy.allowing(draft.secrets);
            return this;
        }

        /**
         * Switches some rules off that find secrets, in addition to those that are off already.
         *
         * @param rules as of {@link SecretPolicy#keeping}, with its errors
         * @return this builder
         */
        public Builder keeping(String... rules) {
            draft.secrets = draft.secrets.keeping(rules);
            return this;
        }

        /**
         * Puts a placeholder in the place of a value wherever it is stored or compared; a replay gives the client the value.
         *
         * @param placeholder what the cassette holds, such as {@code <TENANT>}
         * @param value the value here; if it is null or empty, placeholders in the cassette stay as they are
         * @return this builder
         * @throws IllegalArgumentException if the placeholder is empty
         */
        public Builder placeholder(String placeholder, @Nullable String value) {
            draft.placeholder(placeholder, value);
            return this;
        }

        /**
         * Sets the limits on the size of a recording. Default: {@link Limits#DEFAULT}.
         *
         * @param newLimits the limits
         * @return this builder
         */
        public Builder limits(Limits newLimits) {
            draft.limits = newLimits;
            return this;
        }

        /**
         * Sets the largest number of episodes in a cassette; keeps the other limits.
         *
         * @param episodes the number, positive
         * @return this builder
         */
        public Builder maxEpisodes(int episodes) {
            return limits(draft.limits.withMaxEpisodes(episodes));
        }

        /**
         * Sets the largest request body that is kept whole; keeps the other limits.
         *
         * @param bytes the size, positive; see {@link Limits#maxRequestBodyBytes}
         * @return this builder
         */
        public Builder maxRequestBodyBytes(long bytes) {
            return limits(draft.limits.withMaxRequestBodyBytes(bytes));
        }

        /**
         * Sets how long an episode lives after it was recorded. Default: the time to live of the store.
         *
         * @param newTtl the time to live, positive
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder ttl(Duration newTtl) {
            draft.ttl(newTtl);
            return this;
        }

        /**
         * Sets which responses are recorded. Default: {@link Recorded#SUCCESS}.
         *
         * @param newRecorded which responses
         * @return this builder
         */
        public Builder record(Recorded newRecorded) {
            draft.recorded = newRecorded;
            return this;
        }

        /**
         * Sets what happens to a request whose only matching episodes have expired. Default: {@link OnExpired#RECORD}.
         *
         * @param newOnExpired what to do
         * @return this builder
         */
        public Builder onExpired(OnExpired newOnExpired) {
            draft.onExpired = newOnExpired;
            return this;
        }

        /**
         * Sets what answers a request when all matching episodes were played. Default: {@link Repeats#FAIL}.
         *
         * @param newRepeats what to do
         * @return this builder
         */
        public Builder repeats(Repeats newRepeats) {
            draft.repeats = newRepeats;
            return this;
        }

        /**
         * Sets how a client learns that its request was refused. Default: {@link Refusal#RESPONSE}.
         *
         * @param newRefusal how
         * @return this builder
         */
        public Builder refusal(Refusal newRefusal) {
            draft.refusal = newRefusal;
            return this;
        }

        /**
         * Sets the pace of replayed chunks, as a factor on the recorded times. Default: 0, at once.
         *
         * @param factor 1 for the recorded times, 0.1 for ten times as fast, 0 for at once
         * @return this builder
         * @throws IllegalArgumentException if it is negative or not a number
         */
        public Builder pace(double factor) {
            draft.pace(factor);
            return this;
        }

        /**
         * Sets the command that messages suggest for running the test again.
         *
         * @param command such as {@code mvn test -Dtest=ChatTest#streams}
         * @return this builder
         */
        public Builder rerun(String command) {
            draft.rerun = command;
            return this;
        }

        /**
         * Sets the clock for recording times, expiry and timings. Default: the system clock.
         *
         * @param newClock the clock
         * @return this builder
         */
        public Builder clock(Clock newClock) {
            draft.clock = newClock;
            return this;
        }

        /**
         * Sets the variables that are read instead of the environment, for tests that must not depend on it.
         *
         * @param newEnvironment the variables, empty for none
         * @return this builder
         */
        public Builder environment(Map<String, String> newEnvironment) {
            draft.environment = newEnvironment;
            return this;
        }

        /**
         * Returns the configuration.
         *
         * @return a recorder
         * @throws IllegalArgumentException if {@link #RECORD_MODE_VARIABLE} holds an unknown mode
         */
        public Vcr build() {
            return new Vcr(draft.resolved());
        }
    }
}
