package io.vcr;

/**
 * How large a recording may become. A breached limit never truncates: the recording is given up as a whole and the
 * report says why.
 *
 * @param maxEpisodes how many episodes a cassette may hold
 * @param maxCassetteBytes how many bytes the episodes of a cassette may take together
 * @param maxBodyBytes how many bytes a response body may have to be recorded
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
