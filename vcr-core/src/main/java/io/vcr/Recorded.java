package io.vcr;

/** Which exchanges are recorded. */
public enum Recorded {

    /** Responses with a status from 200 to 299. Others are dropped, and the next run asks again. The default. */
    SUCCESS,

    /**
     * Responses of any status, and exchanges that fail: refused, reset, cut or timed out. For tests that expect an
     * error, a retry or a missing resource.
     */
    ERRORS
}
