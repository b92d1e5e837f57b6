package io.vcr;

import java.util.List;

/**
 * Fails a test whose session has refused a request, even if the code under test swallows the refusal. The message
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
        setStackTrace(new StackTraceElement[0]); // the end of the session is not the place of the request
    }
}
