package io.vcr;

/**
 * Fails a test whose session has refused a request, also if the code under test has swallowed the refusal. The message
 * explains each refused request.
 */
public final class RefusedRequestError extends AssertionError {

    private static final long serialVersionUID = 1;

    RefusedRequestError(Report report) {
        super(String.join("\n\n", report.refusals()));
    }
}
