package io.vcr;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Decides whether a request is replayed, recorded or refused. Hit: an unplayed episode matches. Miss: no episode
 * matches, but a cassette is stored. No cassette: nothing is stored. The names are vcrpy's.
 */
public enum RecordMode {

    /** Hit: replayed. Miss: refused. No cassette: refused. Nothing reaches the network. */
    NONE,

    /** Hit: replayed. Miss: refused. No cassette: goes live and is recorded. */
    ONCE,

    /** Hit: replayed. Miss: goes live and is recorded. No cassette: goes live and is recorded. */
    NEW_EPISODES,

    /**
     * Hit, miss, no cassette: goes live and is recorded. When the session is saved, its episodes replace the stored
     * ones (vcrpy appends), but not those that another test of the same run has recorded.
     */
    ALL;

    /**
     * Returns the mode with the given name.
     *
     * @param name such as {@code new_episodes}, in any case
     * @return the mode
     * @throws IllegalArgumentException if there is no such mode; the message lists the valid names
     */
    public static RecordMode of(String name) {
        for (RecordMode mode : values()) {
            if (mode.toString().equals(name.strip().toLowerCase(Locale.ROOT))) {
                return mode;
            }
        }
        throw new IllegalArgumentException("Unknown record mode \"" + name + "\"; valid are "
                + Arrays.stream(values()).map(RecordMode::toString).collect(Collectors.joining(", ")));
    }

    /** Returns the name in vcrpy's spelling. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
