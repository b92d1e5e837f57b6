package io.vcr.testkit.internal;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.opentest4j.TestAbortedException;

/** What the authors of all contracts are given. */
public abstract class Contract {

    private String test = "";

    /** For the subjects. */
    protected Contract() {}

    /**
     * Declares that a rule does not apply to this subject. Throw the result from the method that the rule calls.
     *
     * @param reason the reason in a few words; the reports show it
     * @return the exception that aborts the test; the reason is already printed
     */
    protected final RuntimeException notApplicable(String reason) {
        System.out.println(getClass().getName() + " - " + test + ": not applicable: " + reason);
        return new TestAbortedException("Not applicable: " + reason);
    }

    @BeforeEach
    void rememberTest(TestInfo info) {
        test = info.getDisplayName();
    }
}
