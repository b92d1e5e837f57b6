package io.vcr.junit5;

import java.util.SortedMap;
import java.util.stream.Collectors;

/** Fails a test whose live calls, together with those of others, are more than allowed. It says nothing about the code. */
final class LiveCallsError extends AssertionError {

    private static final long serialVersionUID = 1;

    LiveCallsError(SortedMap<String, Integer> calls, int limit) {
        super(message(calls, limit));
        setStackTrace(new StackTraceElement[0]); // where a session ends says nothing about where a request was made
    }

    private static String message(SortedMap<String, Integer> calls, int limit) {
        int sum = calls.values().stream().mapToInt(Integer::intValue).sum();
        return "%s more than %s=%d (%s)\n%s\n  fix    record what is missing, name a host that may go live in %s, or opt the test out"
                .formatted(
                        sum == 1 ? "1 live call is" : sum + " live calls are",
                        Setting.MAX_LIVE_CALLS.key,
                        limit,
                        Setting.MAX_LIVE_CALLS.variable,
                        calls.entrySet().stream()
                                .map(test -> "  live   " + test.getValue() + "  " + test.getKey())
                                .collect(Collectors.joining("\n")),
                        Setting.PASS_THROUGH_HOSTS.key);
    }
}
