package io.vcr.junit5;

import io.vcr.junit5.internal.setting.Setting;
import java.util.Collection;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Fails a test when the live calls of the run exceed the limit. */
final class LiveCallsError extends RunRuleError {

    private static final long serialVersionUID = 1;

    /** With the calls of the run by test, and connections of this test that no adapter has shown. */
    LiveCallsError(SortedMap<String, Integer> calls, Collection<String> unseen, int limit) {
        super(message(calls, unseen, limit));
    }

    private static String message(SortedMap<String, Integer> calls, Collection<String> unseen, int limit) {
        int sum = calls.values().stream().mapToInt(Integer::intValue).sum();
        return ("%s more than %s=%d (%s)\n%s%s\n  fix    record the missing episodes, allow a host in %s,"
                        + " or opt the test out: @NoCassette(\"why\")%s")
                .formatted(
                        sum == 1 ? "1 live call is" : sum + " live calls are",
                        Setting.MAX_LIVE_CALLS.key,
                        limit,
                        Setting.MAX_LIVE_CALLS.variable,
                        calls.entrySet().stream()
                                .map(test -> "  live   " + test.getValue() + "  " + test.getKey())
                                .collect(Collectors.joining("\n")),
                        unseen.stream()
                                .map(connection -> "\n  unseen " + connection)
                                .collect(Collectors.joining()),
                        Setting.PASS_THROUGH_HOSTS.key,
                        unseen.isEmpty()
                                ? ""
                                : "\n         or let the host of an unseen connection pass: " + Setting.GUARD_ALLOW.key
                                        + " = HOST, for a proxy on this machine localhost:PORT");
    }
}
