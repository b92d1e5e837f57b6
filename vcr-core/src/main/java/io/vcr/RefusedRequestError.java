package io.vcr;

/**
 * Fails a test whose session has refused a request, also if the code under test has swallowed the refusal. The message
 * explains each refused request.
 */
public final class RefusedRequestError extends AssertionError {

    private static final long serialVersionUID = 1;

    /**
     * Creates the error.
     *
     * @param report the report of a session that has refused a request
     */
    public RefusedRequestError(Report report) {
        super(String.join("\n\n", report.refusals()));
        setStackTrace(new StackTraceElement[0]); // where a session ends says nothing about where the request was made
    }
}
