package io.vcr.junit5.internal.report;

import io.vcr.Report.Tokens;
import io.vcr.Report.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Reports of runs for tests of pages. */
final class SampleReports {

    static final String MISS = """
            No recorded episode matches POST https://api.example.com/v1/charges
              cassette  checkout/pays   2 episodes, 2 unplayed, mode none
              matched   method, scheme, host, port, path, query   differs in  body
              closest   episode 2   body: $.amount recorded 1200, sent 1250
              fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest='CheckoutTest#pays'
                        or ignore it: Matchers.body().ignoring("$.amount"), @UseCassette(ignoring = "$.amount")\
            """;

    /** Closes a script, names a handler, turns the direction, is empty to the eye. */
    static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\u0000\u202Etxt\u2028\uD800";

    private SampleReports() {}

    static RunSummary summary(List<TestReport> tests) {
        return new RunSummary(
                tests,
                List.of("memory at 90 %"),
                new AgentFindings(
                        counts("api.other.com:443", 2), List.of("okhttp3.OkHttpClient, made before the agent"), 0),
                PricesTest.prices("gpt-4o* = 2.5 10"));
    }

    /** A run with a test of each verdict, a miss, a drift, and whatever a page can show. */
    static RunSummary everything() {
        List<TestReport> tests = new ArrayList<>();
        tests.add(test("com.acme.CheckoutTest#pays", "REFUSED", 1, 0, "", List.of(MISS), List.of()));
        tests.add(test("com.acme.ChatTest#overflows", "MISS:OVERFLOW", 0, 51, "51 episodes", List.of(), List.of()));
        tests.add(test("com.acme.ChatTest#live", "LIVE", 0, 2, "nothing was recorded", List.of(), List.of()));
        tests.add(test(
                "com.acme.ModelsTest#lists",
                "DRIFT",
                0,
                1,
                "",
                List.of(),
                List.of("GET https://api.example.com/v1/models: $.data[*].owned_by went")));
        tests.add(test("com.acme.ModelsTest#partial", "PARTIAL", 3, 1, "", List.of(), List.of()));
        tests.add(test("com.acme.ModelsTest#records", "MISS:RECORDED", 0, 4, "", List.of(), List.of()));
        IntStream.range(0, 12)
                .forEach(i -> tests.add(
                        test("com.acme.StreamTest#replays[" + i + "]", "HIT", i, 0, "", List.of(), List.of())));
        tests.add(TestReport.outside(9, "com.acme.PlainTest#unknown", counts("api.example.com", 3)));
        return summary(tests);
    }

    static TestReport test(
            String name,
            String verdict,
            int replayed,
            int live,
            String leak,
            List<String> refusals,
            List<String> drift) {
        SortedMap<String, Tokens> tokens = new TreeMap<>();
        tokens.put("gpt-4o-mini", new Tokens(1, 1200, 0, 0, 300));
        return new TestReport(
                1,
                name,
                verdict,
                true,
                replayed,
                0,
                live,
                live,
                replayed * 740L,
                live > 0 ? counts("api.example.com", live) : new TreeMap<>(),
                counts("access_token in a response body", 2),
                leak,
                verdict.equals("OFF") ? "needs the real clock" : "",
                List.of(),
                new TestDetail(
                        "a",
                        "PASSED",
                        12 + name.hashCode() % 10,
                        1,
                        refusals,
                        drift,
                        new Usage(tokens, live > 0 ? tokens : new TreeMap<>())));
    }

    static SortedMap<String, Integer> counts(String name, int count) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        counts.put(name, count);
        return counts;
    }
}
