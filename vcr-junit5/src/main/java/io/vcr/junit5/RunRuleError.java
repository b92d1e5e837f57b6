package io.vcr.junit5;

/**
 * Fails a test that breaks a rule of the run: too many live calls, unplayed episodes, old recordings. It does not concern the
 * code under test, so what the test has recorded is saved.
 */
class RunRuleError extends AssertionError {

    private static final long serialVersionUID = 1;

    RunRuleError(String message) {
        super(message);
        setStackTrace(new StackTraceElement[0]); // the end of the session is not the place of a request
    }
}
