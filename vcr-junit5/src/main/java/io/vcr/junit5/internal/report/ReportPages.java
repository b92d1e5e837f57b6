package io.vcr.junit5.internal.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vcr.Report.Tokens;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Formats the report of a run as JSON and as Markdown. Pure. */
final class ReportPages {

    private static final JsonFactory FACTORY = new JsonFactory();

    private ReportPages() {}

    /**
     * Formats for programs.
     *
     * @param isOver whether all JVMs of the run have ended
     */
    static String json(RunSummary summary, boolean isOver) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("cost_leak_check", summary.passes() ? "PASS" : "FAIL");
            json.writeBooleanField("run_over", isOver);
            json.writeNumberField("tests", summary.tests().size());
            json.writeObjectFieldStart("verdicts");
            for (Map.Entry<String, Long> verdict : summary.verdicts().entrySet()) {
                json.writeNumberField(verdict.getKey(), verdict.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("provider_calls_avoided", summary.sum(TestReport::replayed));
            json.writeNumberField("provider_calls_live", summary.sum(TestReport::live));
            json.writeNumberField("time_saved_ms", summary.sum(TestReport::savedMillis));
            json.writeFieldName("tokens_saved");
            summary.tokensSaved().write(json);
            json.writeFieldName("tokens_used");
            summary.tokensUsed().write(json);
            json.writeStringField("currency", summary.prices().currency());
            money(json, "money_saved", summary.tokensSaved());
            money(json, "money_spent", summary.tokensUsed());
            json.writeFieldName("live_hosts");
            TestReport.writeCounts(json, summary.liveHosts());
            json.writeFieldName("redacted");
            TestReport.writeCounts(json, summary.redacted());
            tests(json, "never_replayed", summary.leaks());
            tests(json, "without_cassette", summary.outside());
            tests(json, "opted_out", summary.optedOut());
            json.writeObjectFieldStart("warnings");
            for (Map.Entry<String, Long> warning : summary.warnings().entrySet()) {
                json.writeNumberField(warning.getKey(), warning.getValue());
            }
            json.writeEndObject();
            TestReport.writeTexts(json, "drift", summary.drift());
            TestReport.writeTexts(json, "store", summary.store());
            json.writeFieldName("unseen");
            TestReport.writeCounts(json, summary.agent().unseen());
            TestReport.writeTexts(json, "not_attached", summary.agent().notAttached());
            tests(json, "attempts", summary.attempts());
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void money(JsonGenerator json, String field, TokenBill bill) throws IOException {
        Optional<BigDecimal> cost = bill.cost();
        if (cost.isPresent()) {
            json.writeNumberField(field, cost.get());
        }
    }

    private static void tests(JsonGenerator json, String field, List<TestReport> tests) throws IOException {
        json.writeArrayFieldStart(field);
        for (TestReport test : tests) {
            test.write(json);
        }
        json.writeEndArray();
    }

    /**
     * Formats for people who read a log.
     *
     * @param isOver whether all JVMs of the run have ended
     */
    static String markdown(RunSummary summary, boolean isOver) {
        StringBuilder page =
                new StringBuilder("# VCR report\n\n**").append(summary.check()).append("**\n\n");
        if (!isOver) {
            page.append("The run had not ended when this was written.\n\n");
        }
        page.append("| provider calls avoided | live | time saved |\n|---|---|---|\n")
                .append("| " + summary.sum(TestReport::replayed) + " | " + summary.sum(TestReport::live) + " | "
                        + summary.timeSaved() + " |\n");
        bill(page, "Tokens saved", summary.tokensSaved());
        bill(page, "Tokens used", summary.tokensUsed());
        table(page, "Verdicts", "verdict", "tests", summary.verdicts());
        table(page, "Hosts that were called live", "host", "calls", summary.liveHosts());
        table(page, "Redacted in cassettes", "what", "places", summary.redacted());
        table(page, "Tests that never replay", summary.leaks(), test -> test.verdict() + ": " + test.leak());
        table(page, "Live without a cassette", summary.outside(), TestReport::calls);
        table(page, "Opted out", summary.optedOut(), TestReport::optOut);
        table(page, "Warnings", "warning", "tests", summary.warnings());
        table(
                page,
                "Connections that no session knows of",
                "connection",
                "times",
                summary.agent().unseen());
        list(page, "Drift", summary.drift());
        list(page, "Not attached", summary.agent().notAttached());
        list(page, "Store", summary.store());
        return page.toString();
    }

    private static void bill(StringBuilder page, String title, TokenBill bill) {
        if (!bill.isEmpty()) {
            page.append("\n## ")
                    .append(title)
                    .append("\n\n| model | calls | input | cached | output | cost |\n|---|---|---|---|---|---|\n");
            bill.tokens().forEach((model, used) -> billed(page, cell(model), used, bill, bill.cost(model)));
            if (bill.tokens().size() > 1) {
                billed(page, "all", bill.total(), bill, bill.cost());
            }
        }
    }

    private static void billed(
            StringBuilder page, String model, Tokens used, TokenBill bill, Optional<BigDecimal> cost) {
        page.append("| %s | %d | %d | %d | %d | %s |\n"
                .formatted(
                        model,
                        used.calls(),
                        used.input(),
                        used.cached(),
                        used.output(),
                        cost.map(bill::money).orElse("")));
    }

    private static void list(StringBuilder page, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            page.append("\n## ").append(title).append("\n\n");
            lines.forEach(line -> page.append("* ").append(text(line)).append('\n'));
        }
    }

    private static void table(
            StringBuilder page, String title, List<TestReport> tests, Function<TestReport, String> why) {
        if (!tests.isEmpty()) {
            page.append("\n## ").append(title).append("\n\n| test | why |\n|---|---|\n");
            tests.forEach(test -> row(page, test.test(), why.apply(test)));
        }
    }

    private static void table(
            StringBuilder page, String title, String key, String value, Map<String, ? extends Number> rows) {
        if (!rows.isEmpty()) {
            page.append("\n## ")
                    .append(title)
                    .append("\n\n| ")
                    .append(key)
                    .append(" | ")
                    .append(value);
            page.append(" |\n|---|---|\n");
            rows.forEach((name, number) -> row(page, name, number.toString()));
        }
    }

    private static void row(StringBuilder page, String left, String right) {
        page.append("| ").append(cell(left)).append(" | ").append(cell(right)).append(" |\n");
    }

    private static String cell(String text) {
        return text(text).replace("|", "\\|");
    }

    /** Text that is no link and no HTML: names come from servers and cassettes. */
    private static String text(String text) {
        return text.replaceAll("\\R", " ").replace("<", "\\<").replace("](", "]\\(");
    }
}
