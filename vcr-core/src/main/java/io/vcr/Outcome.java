package io.vcr;

/** How a test ended. */
public enum Outcome {

    /** The test passed: its recording may be saved. */
    PASSED,

    /** The test failed, anywhere in its life cycle: nothing is saved. */
    FAILED,

    /** An assumption aborted the test: nothing is saved. */
    ABORTED,

    /** The outcome is not known, as in a {@code try} block without JUnit. Counts as passed. */
    UNKNOWN
}
