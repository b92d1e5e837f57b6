package io.vcr;

/** Which responses are recorded. */
public enum Recorded {

    /** Responses with a status from 200 to 299. Others are dropped, and the next run asks again. The default. */
    SUCCESS,

    /** Responses of any status, for tests that expect an error, a retry or a missing resource. */
    ERRORS
}
