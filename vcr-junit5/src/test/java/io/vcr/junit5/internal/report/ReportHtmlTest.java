package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportHtmlTest {

    @Test
    void pageLoadsNothing() {
        String page = ReportHtml.page(SampleReports.everything(), RunHistory.NONE);

        assertThat(page).contains("default-src 'none'");
        assertThat(Pattern.compile("<(?:link|img|iframe|script[^>]+src|object|embed|base)\\b|@import|url\\(")
                        .matcher(page)
                        .find())
                .isFalse();
    }

    @Test
    void policyAllowsTheStyleAndTheScriptOfThePage() throws Exception {
        String page = ReportHtml.page(SampleReports.everything(), RunHistory.NONE);

        assertThat(page)
                .contains("style-src '" + digest(between(page, "<style>", "</style>")) + "'")
                .contains("script-src '" + digest(between(page, "<script>", "</script>")) + "'");
    }

    private static String between(String text, String begin, String end) {
        return text.substring(text.indexOf(begin) + begin.length(), text.indexOf(end));
    }

    private static String digest(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void pageWithoutScriptsShowsEverything() {
        assertThat(ReportHtml.page(SampleReports.everything(), RunHistory.NONE))
                .contains(
                        "com.acme.CheckoutTest#pays",
                        "<mark>0</mark>",
                        "<mark>5</mark>",
                        "re-record the cassette: <code>VCR_RECORD_MODE=all mvn test",
                        "$.data[*].owned_by went",
                        "api.other.com:443",
                        "access_token in a response body",
                        "memory at 90 %",
                        "gpt-4o-mini",
                        "USD",
                        "com.acme.PlainTest#unknown",
                        "FAIL, 3 tests will go live again in the next run")
                .doesNotContain("<tr hidden");
    }

    @Test
    void hostileNamesAreText() {
        TestReport hostile = SampleReports.test(
                SampleReports.HOSTILE,
                "LIVE",
                0,
                1,
                SampleReports.HOSTILE,
                List.of(SampleReports.HOSTILE),
                List.of(SampleReports.HOSTILE));

        String page = ReportHtml.page(SampleReports.summary(List.of(hostile)), RunHistory.NONE);

        assertThat(page)
                .contains(
                        "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;[U+0000][U+202E]txt[U+2028][U+D800]")
                .doesNotContain("<img", "\u0000", "\u202E")
                .containsOnlyOnce("</script>");
    }

    @Test
    void nameOfAMegabyteIsCut() {
        TestReport large =
                SampleReports.test("x".repeat(1 << 20), "HIT", 1, 0, "", List.of("y".repeat(1 << 20)), List.of());

        assertThat(ReportHtml.page(SampleReports.summary(List.of(large)), RunHistory.NONE))
                .contains("xxx... (1048576 characters)")
                .hasSizeLessThan(100_000);
    }

    @Test
    void historyOfTwoRunsHasALine() {
        RunHistory history =
                RunHistory.NONE.with("one", SampleReports.everything()).with("two", SampleReports.summary(List.of()));

        assertThat(ReportHtml.page(SampleReports.everything(), history))
                .contains("<polyline points=\"0,2 300,38\"/>", "Live calls in the last 2 runs: 62, 0");
    }

    @Test
    void stateOfOneRunIsReplacedAndOldRunsAreForgotten() throws Exception {
        RunHistory history = RunHistory.NONE;
        for (int i = 0; i < 40; i++) {
            history = history.with("run" + i, SampleReports.summary(List.of()));
        }
        history = history.with("run39", SampleReports.everything());

        assertThat(history.runs()).hasSize(30);
        assertThat(RunHistory.of(history.text().lines().toList())).isEqualTo(history);
        assertThat(RunHistory.of(List.of("{\"run\":\"cut", "", "null"))).isEqualTo(RunHistory.NONE);
    }
}
