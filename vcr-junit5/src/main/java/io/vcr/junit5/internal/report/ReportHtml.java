package io.vcr.junit5.internal.report;

import io.vcr.Report.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Formats the report of a run as one page of HTML that loads nothing. Without scripts it shows the same; scripts filter the
 * tests and copy commands. Confined to one thread.
 */
final class ReportHtml {

    private static final int MAX_SLOWEST = 10;

    /** The columns that hold no numbers. */
    private static final Set<String> TEXTS =
            Set.of("verdict", "test", "why", "model", "host", "connection", "what", "warning");

    /**
     * The SHA-256 of {@code report.css} and {@code report.js}: only this style and this script work, whatever else gets into the
     * page. To compute a digest takes 25 ms of a new JVM.
     */
    private static final String STYLE = "sha256-2QR/Kc2uv86iFejTSrFlZgmWWKEbzYwKWX9pda5w2kE=";

    private static final String SCRIPT = "sha256-pOooZTjASeGCq6ct6TVo5S9xA3W88hZSJ0XMtMivrQg=";

    private final RunSummary summary;
    private final RunHistory history;
    private final Html page = new Html();
    private final Html body = new Html();
    private final List<String> sections = new ArrayList<>();

    private ReportHtml(RunSummary summary, RunHistory history) {
        this.summary = summary;
        this.history = history;
    }

    static String page(RunSummary summary, RunHistory history) {
        return new ReportHtml(summary, history).whole();
    }

    private String whole() {
        String style = resource("report.css");
        String script = resource("report.js");
        sections();
        page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '" + STYLE
                        + "'; script-src '" + SCRIPT + "'\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width\">\n")
                .raw("<title>VCR report</title>\n<style>" + style
                        + "</style>\n</head>\n<body>\n<header>\n<h1>VCR report</h1>\n<p>")
                .element("span", "class=\"badge " + (summary.passes() ? "good" : "bad") + "\"", summary.check())
                .raw("</p>\n");
        tiles();
        page.raw("</header>\n<nav aria-label=\"Sections\"><ul>");
        for (int i = 0; i < sections.size(); i++) {
            page.raw("<li>")
                    .element("a", "href=\"#s" + i + "\"", sections.get(i))
                    .raw("</li>");
        }
        page.raw("</ul></nav>\n<main>\n")
                .raw(body.toString())
                .raw(
                        "</main>\n<footer><p>Values are redacted as in the cassettes. The same data: report.json, report.md.</p></footer>\n")
                .raw("<p id=\"said\" role=\"status\" class=\"soft\"></p>\n<script>" + script
                        + "</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private void tiles() {
        page.raw("<dl class=\"tiles\">\n");
        tile("Tests", summary.tests().size() + "");
        tile("Provider calls avoided", summary.sum(TestReport::replayed) + "");
        tile("Live calls", summary.sum(TestReport::live) + "");
        tile("Time saved", summary.timeSaved());
        bill("Tokens saved", "Money saved", summary.tokensSaved());
        bill("Tokens used", "Money spent", summary.tokensUsed());
        page.raw("</dl>\n");
    }

    private void bill(String tokens, String money, TokenBill bill) {
        if (!bill.isEmpty()) {
            tile(tokens, bill.total().input() + bill.total().output() + "");
            bill.cost().ifPresent(cost -> tile(money, bill.money(cost)));
        }
    }

    private void tile(String name, String value) {
        page.raw("<div>").element("dt", name).element("dd", value).raw("</div>\n");
    }

    private void sections() {
        misses();
        table("Tests that never replay", summary.leaks(), test -> test.verdict() + ": " + test.leak());
        table("Live without a cassette", summary.outside(), TestReport::calls);
        tests();
        list("Drift", summary.drift());
        counts("Live hosts", "host", "calls", summary.liveHosts());
        counts(
                "Connections that no session knows of",
                "connection",
                "times",
                summary.agent().unseen());
        tokens("Tokens saved", summary.tokensSaved());
        tokens("Tokens used", summary.tokensUsed());
        history();
        ranked("Slowest tests", "ms", test -> test.detail().tookMillis(), MAX_SLOWEST);
        ranked("Unplayed episodes", "episodes", test -> test.detail().unplayed(), Integer.MAX_VALUE);
        counts("Redacted in cassettes", "what", "places", summary.redacted());
        table("Opted out", summary.optedOut(), TestReport::optOut);
        counts("Warnings", "warning", "tests", summary.warnings());
        list("Not attached", summary.agent().notAttached());
        list("Store", summary.store());
    }

    private void section(String title) {
        body.raw("<h2 id=\"s" + sections.size() + "\">").text(title).raw("</h2>\n");
        sections.add(title);
    }

    private void misses() {
        List<TestReport> refused = summary.tests().stream()
                .filter(test -> !test.detail().refusals().isEmpty())
                .toList();
        if (refused.isEmpty()) {
            return;
        }
        section("Misses");
        for (TestReport test : refused) {
            test.detail().refusals().forEach(message -> miss(test.test(), Miss.of(message)));
        }
    }

    private void miss(String test, Miss miss) {
        body.raw("<article>").element("h3", test).element("p", miss.title());
        if (!miss.differences().isEmpty()) {
            body.raw("<table class=\"diff\"><caption>Recorded and sent</caption><thead><tr><th scope=\"col\">place</th>"
                    + "<th scope=\"col\">recorded</th><th scope=\"col\">sent</th></tr></thead><tbody>\n");
            for (Miss.Difference difference : miss.differences()) {
                body.raw("<tr>").element("th", "scope=\"row\"", difference.place());
                marked(difference.recorded(), difference.sent());
                marked(difference.sent(), difference.recorded());
                body.raw("</tr>\n");
            }
            body.raw("</tbody></table>\n");
        }
        body.raw("<ul class=\"fixes\">\n");
        for (Miss.Fix fix : miss.fixes()) {
            body.raw("<li>")
                    .text(fix.what())
                    .raw(fix.what().isEmpty() ? "" : ": ")
                    .element("code", fix.command());
            body.raw(" <button type=\"button\" class=\"copy script\" hidden>Copy</button></li>\n");
        }
        body.raw("</ul>\n<details><summary>The whole message</summary>")
                .element("pre", miss.text())
                .raw("</details></article>\n");
    }

    /** A cell in which the part that another value does not share is marked. */
    private void marked(String value, String other) {
        int start = 0;
        int shared = Math.min(value.length(), other.length());
        while (start < shared && value.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shared - start
                && value.charAt(value.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        body.raw("<td>").text(value.substring(0, start));
        body.element("mark", value.substring(start, value.length() - end));
        body.text(value.substring(value.length() - end)).raw("</td>");
    }

    private void tests() {
        List<TestReport> tests = summary.tests();
        if (tests.isEmpty()) {
            return;
        }
        section("Tests by verdict");
        body.raw("<fieldset id=\"filter\" class=\"script\" hidden><legend>Show</legend>\n");
        summary.verdicts()
                .forEach((verdict, count) -> body.raw("<label><input type=\"checkbox\" checked value=\"")
                        .text(verdict)
                        .raw("\"> ")
                        .text(verdict + " (" + count + ")")
                        .raw("</label>\n"));
        body.raw("<label>name <input type=\"search\" id=\"name\"></label> <output id=\"shown\"></output></fieldset>\n");
        open(
                "tests",
                "Tests by verdict",
                "verdict",
                "test",
                "replayed",
                "recorded",
                "live",
                "unplayed",
                "took ms",
                "saved ms");
        List<String> order = List.copyOf(summary.verdicts().keySet());
        tests.stream()
                .sorted(Comparator.comparingInt((TestReport test) -> order.indexOf(test.verdict()))
                        .thenComparing(TestReport::test))
                .forEach(this::test);
        close();
    }

    private void test(TestReport test) {
        body.raw("<tr data-verdict=\"").text(test.verdict()).raw("\"><td>");
        body.element("span", "class=\"badge " + colour(test.verdict()) + "\"", test.verdict());
        body.raw("</td>").element("th", "scope=\"row\"", test.test());
        number(test.replayed());
        number(test.recorded());
        number(test.live());
        number(test.detail().unplayed());
        number(test.detail().tookMillis());
        number(test.savedMillis());
        body.raw("</tr>\n");
    }

    private static String colour(String verdict) {
        return switch (verdict) {
            case "HIT", "NOOP" -> "good";
            case "PARTIAL", "DRIFT" -> "warn";
            case "OFF", "MISS:RECORDED" -> "note";
            default -> "bad";
        };
    }

    private void number(long number) {
        body.raw("<td class=\"number\">" + number + "</td>");
    }

    private void open(String id, String caption, String... columns) {
        body.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .text(caption)
                .raw("\">");
        body.raw(id.isEmpty() ? "<table>" : "<table id=\"" + id + "\">").raw("<thead><tr>");
        for (String column : columns) {
            String kind = TEXTS.contains(column) ? "" : " class=\"number\"";
            body.element("th", "scope=\"col\"" + kind, column);
        }
        body.raw("</tr></thead><tbody>\n");
    }

    private void close() {
        body.raw("</tbody></table></div>\n");
    }

    private void table(String title, List<TestReport> tests, Function<TestReport, String> why) {
        if (!tests.isEmpty()) {
            section(title);
            open("", title, "test", "why");
            tests.forEach(test -> body.raw("<tr>")
                    .element("th", "scope=\"row\"", test.test())
                    .element("td", why.apply(test))
                    .raw("</tr>\n"));
            close();
        }
    }

    private void counts(String title, String key, String value, Map<String, ? extends Number> rows) {
        if (!rows.isEmpty()) {
            section(title);
            open("", title, key, value);
            rows.forEach((name, number) -> {
                body.raw("<tr>").element("th", "scope=\"row\"", name);
                number(number.longValue());
                body.raw("</tr>\n");
            });
            close();
        }
    }

    private void ranked(String title, String unit, ToLongFunction<TestReport> rank, int limit) {
        Map<String, Long> ranked = summary.tests().stream()
                .filter(test -> rank.applyAsLong(test) > 0)
                .sorted(Comparator.comparingLong(rank).reversed())
                .limit(limit)
                .collect(
                        Collectors.toMap(TestReport::test, rank::applyAsLong, (one, other) -> one, LinkedHashMap::new));
        counts(title, "test", unit, ranked);
    }

    private void tokens(String title, TokenBill bill) {
        if (bill.isEmpty()) {
            return;
        }
        section(title);
        open("", title, "model", "calls", "input", "cached", "output", "cost");
        for (Map.Entry<String, Tokens> model : bill.tokens().entrySet()) {
            body.raw("<tr>").element("th", "scope=\"row\"", model.getKey());
            number(model.getValue().calls());
            number(model.getValue().input());
            number(model.getValue().cached());
            number(model.getValue().output());
            body.element(
                    "td",
                    "class=\"number\"",
                    bill.cost(model.getKey()).map(bill::money).orElse("no price"));
            body.raw("</tr>\n");
        }
        close();
    }

    private void list(String title, List<String> lines) {
        if (!lines.isEmpty()) {
            section(title);
            body.raw("<ul>\n");
            lines.forEach(line -> body.element("li", line).raw("\n"));
            body.raw("</ul>\n");
        }
    }

    private void history() {
        List<RunHistory.Entry> runs = history.runs();
        if (runs.size() < 2) {
            return;
        }
        section("Last runs");
        long most = runs.stream().mapToLong(RunHistory.Entry::live).max().orElse(0);
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < runs.size(); i++) {
            long y = most == 0 ? 38 : 38 - 36 * runs.get(i).live() / most;
            points.append(points.isEmpty() ? "" : " ")
                    .append(i * 300 / (runs.size() - 1))
                    .append(',')
                    .append(y);
        }
        String text = "Live calls in the last " + runs.size() + " runs: "
                + runs.stream().map(run -> run.live() + "").collect(Collectors.joining(", "));
        body.raw("<svg viewBox=\"0 0 300 40\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .text(text)
                .raw("\"><polyline points=\"" + points + "\"/></svg>\n")
                .element("p", "class=\"soft\"", text);
    }

    private static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(ReportHtml.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
