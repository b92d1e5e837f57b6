package io.vcr;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What happens to a request, by whether an unplayed episode matches it and whether a cassette was stored. The names are
 * vcrpy's.
 */
public enum RecordMode {

    /** Hit: replayed. Miss: refused. No cassette: refused. Nothing reaches the network. */
    NONE,

    /** Hit: replayed. Miss: refused. No cassette: goes live and is recorded. */
    ONCE,

    /** Hit: replayed. Miss: goes live and is recorded. No cassette: goes live and is recorded. */
    NEW_EPISODES,

    /**
     * Hit, miss, no cassette: goes live and is recorded. When the session is saved its episodes replace the stored ones
     * (vcrpy appends).
     */
    ALL;

    /**
     * Returns the mode with a name.
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
