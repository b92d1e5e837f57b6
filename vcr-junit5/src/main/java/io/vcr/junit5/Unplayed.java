package io.vcr.junit5;

import java.util.List;

/** What happens if a test passes and its cassette holds episodes that it has not played. */
enum Unplayed {
    KEEP,
    WARN,
    FAIL;

    /** Fails a test. The error does not concern the code under test. */
    static final class UnplayedError extends AssertionError {

        private static final long serialVersionUID = 1;

        UnplayedError(String cassette, List<String> episodes) {
            super("%s%n  %s%n  fix    delete the cassette and record it again, or let the episodes be: %s=keep"
                    .formatted(
                            count(cassette, episodes),
                            String.join(System.lineSeparator() + "  ", episodes),
                            Setting.UNPLAYED.key));
            setStackTrace(new StackTraceElement[0]); // the end of the session is not the place of a request
        }
    }

    static String warning(String cassette, List<String> episodes) {
        return count(cassette, episodes) + " (" + String.join(", ", episodes) + ")";
    }

    private static String count(String cassette, List<String> episodes) {
        return episodes.size() == 1
                ? "1 episode of cassette " + cassette + " was not played"
                : episodes.size() + " episodes of cassette " + cassette + " were not played";
    }
}
