package io.vcr;

/** How a test ended. */
public enum Outcome {

    /** It passed: what it recorded may be saved. */
    PASSED,

    /** It failed, anywhere in its life cycle: nothing is saved. */
    FAILED,

    /** It was aborted by an assumption: nothing is saved. */
    ABORTED,

    /** Nobody said, as in a {@code try} block without JUnit: counts as passed. */
    UNKNOWN
}
