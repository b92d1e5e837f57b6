package io.vcr;

import java.time.Duration;

/**
 * The limits on a recording. No response is truncated: over a limit nothing is saved, or the exchange is dropped, and the
 * report says why.
 *
 * @param maxEpisodes the largest number of episodes in a cassette; over it nothing is saved
 * @param maxCassetteBytes the largest size of all episodes of a cassette together; over it nothing is saved
 * @param maxBodyBytes the largest response body; an exchange with a larger one is dropped
 * @param maxRequestBodyBytes the largest request body, decoded and filtered, that is kept whole; of a larger one its length
 *     and a digest are kept and compared
 * @param maxWait the longest time that a request waits while another session records the same request into the same
 *     cassette; after it, the request goes live too. Zero: no request waits. More than a day counts as a day
 */
public record Limits(
        int maxEpisodes, long maxCassetteBytes, long maxBodyBytes, long maxRequestBodyBytes, Duration maxWait) {

    /** The nanoseconds of much longer ones do not fit into a long. Before the limits that it bounds. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    /** 50 episodes, 16 MiB in a cassette, 8 MiB in a body of a response or a request, a wait of 30 seconds. */
    public static final Limits DEFAULT = new Limits(50, 16L << 20, 8L << 20, 8L << 20, Duration.ofSeconds(30));

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one of them is not positive, or the wait is negative
     */
    public Limits {
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("The longest wait must not be negative: " + maxWait);
        }
        maxWait = maxWait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : maxWait;
        if (maxEpisodes < 1 || maxCassetteBytes < 1 || maxBodyBytes < 1 || maxRequestBodyBytes < 1) {
            throw new IllegalArgumentException("Limits must be positive: " + maxEpisodes + " episodes, "
                    + maxCassetteBytes + " bytes in a cassette, " + maxBodyBytes + " bytes in a body, "
                    + maxRequestBodyBytes + " bytes in a request body");
        }
    }

    /**
     * Returns these limits with another number of episodes.
     *
     * @param episodes how many episodes a cassette may hold
     * @return the changed limits
     */
    public Limits withMaxEpisodes(int episodes) {
        return new Limits(episodes, maxCassetteBytes, maxBodyBytes, maxRequestBodyBytes, maxWait);
    }

    /**
     * Returns these limits with another size of a cassette.
     *
     * @param bytes how many bytes the episodes of a cassette may take together
     * @return the changed limits
     */
    public Limits withMaxCassetteBytes(long bytes) {
        return new Limits(maxEpisodes, bytes, maxBodyBytes, maxRequestBodyBytes, maxWait);
    }

    /**
     * Returns these limits with another size of a response body.
     *
     * @param bytes how many bytes a response body may have to be recorded
     * @return the changed limits
     */
    public Limits withMaxBodyBytes(long bytes) {
        return new Limits(maxEpisodes, maxCassetteBytes, bytes, maxRequestBodyBytes, maxWait);
    }

    /**
     * Returns these limits with another size of a request body.
     *
     * @param bytes how many bytes a request body may have to be kept whole
     * @return the changed limits
     */
    public Limits withMaxRequestBodyBytes(long bytes) {
        return new Limits(maxEpisodes, maxCassetteBytes, maxBodyBytes, bytes, maxWait);
    }

    /**
     * Returns these limits with another longest wait.
     *
     * @param wait how long a request waits for the same request of another session; zero for not at all
     * @return the changed limits
     */
    public Limits withMaxWait(Duration wait) {
        return new Limits(maxEpisodes, maxCassetteBytes, maxBodyBytes, maxRequestBodyBytes, wait);
    }
}
