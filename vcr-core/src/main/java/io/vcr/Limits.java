package io.vcr;

/**
 * The limits on the size of a recording. Nothing is truncated: over a limit nothing is saved, or the exchange is
 * dropped, and the report says why.
 *
 * @param maxEpisodes the largest number of episodes in a cassette; over it nothing is saved
 * @param maxCassetteBytes the largest size of all episodes of a cassette together; over it nothing is saved
 * @param maxBodyBytes the largest response body; an exchange with a larger one is dropped
 */
public record Limits(int maxEpisodes, long maxCassetteBytes, long maxBodyBytes) {

    /** 50 episodes, 16 MiB in a cassette, 8 MiB in a body. */
    public static final Limits DEFAULT = new Limits(50, 16L << 20, 8L << 20);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one of them is not positive
     */
    public Limits {
        if (maxEpisodes < 1 || maxCassetteBytes < 1 || maxBodyBytes < 1) {
            throw new IllegalArgumentException("Limits must be positive: " + maxEpisodes + " episodes, "
                    + maxCassetteBytes + " bytes in a cassette, " + maxBodyBytes + " bytes in a body");
        }
    }

    /**
     * Returns these limits with another number of episodes.
     *
     * @param episodes how many episodes a cassette may hold
     * @return the changed limits
     */
    public Limits withMaxEpisodes(int episodes) {
        return new Limits(episodes, maxCassetteBytes, maxBodyBytes);
    }

    /**
     * Returns these limits with another size of a cassette.
     *
     * @param bytes how many bytes the episodes of a cassette may take together
     * @return the changed limits
     */
    public Limits withMaxCassetteBytes(long bytes) {
        return new Limits(maxEpisodes, bytes, maxBodyBytes);
    }

    /**
     * Returns these limits with another size of a body.
     *
     * @param bytes how many bytes a response body may have to be recorded
     * @return the changed limits
     */
    public Limits withMaxBodyBytes(long bytes) {
        return new Limits(maxEpisodes, maxCassetteBytes, bytes);
    }
}
