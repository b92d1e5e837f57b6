package io.vcr;

import java.util.List;

/**
 * Fails a test whose session has refused a request, also if the code under test has swallowed the refusal. The message
 * explains each refused request.
 */
public final class RefusedRequestError extends AssertionError {

    private static final long serialVersionUID = 1;

    /**
     * Creates the error.
     *
     * @param refusals the explanation of each refused request
     */
    public RefusedRequestError(List<String> refusals) {
        super(String.join("\n\n", refusals));
        setStackTrace(new StackTraceElement[0]); // where a session ends says nothing about where the request was made
    }
}
