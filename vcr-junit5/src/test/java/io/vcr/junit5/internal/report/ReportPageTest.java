package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.IntStream;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** {@code report.html} as a browser shows it. */
class ReportPageTest {

    @TempDir
    static Path directory;

    private static Path write(String name, RunSummary summary) throws IOException {
        RunHistory history = RunHistory.NONE
                .with("one", SampleReports.everything())
                .with("two", SampleReports.summary(List.of()))
                .with("three", SampleReports.everything());
        return Files.writeString(directory.resolve(name), ReportHtml.page(summary, history));
    }

    private static RunSummary large() {
        return SampleReports.summary(IntStream.range(0, 2_000)
                .mapToObj(i -> SampleReports.test("com.acme.Test" + i + "#runs", "HIT", i, 0, "", List.of(), List.of()))
                .toList());
    }

    /** In Chromium, where it is installed. */
    @Nested
    class Chromium {

        private static final String HERE = "/usr/bin/chromium";
        private static final String DRIVER = "/usr/bin/chromedriver";

        private static ChromeDriver browser;

        @BeforeAll
        static void start() {
            String missing = "ReportPageTest$Chromium is skipped: there is no " + HERE + " with " + DRIVER;
            boolean isThere = Files.isExecutable(Path.of(HERE)) && Files.isExecutable(Path.of(DRIVER));
            if (!isThere) {
                System.out.println(missing);
            }
            assumeTrue(isThere, missing);
            LoggingPreferences logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            logs.enable(LogType.PERFORMANCE, Level.ALL);
            ChromeOptions options = new ChromeOptions().setBinary(HERE);
            options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,1600");
            options.setCapability("goog:loggingPrefs", logs);
            browser = new ChromeDriver(
                    new ChromeDriverService.Builder()
                            .usingDriverExecutable(Path.of(DRIVER).toFile())
                            .usingAnyFreePort()
                            .build(),
                    options);
        }

        @AfterAll
        static void stop() {
            if (browser != null) {
                browser.quit();
            }
        }

        @Test
        void pageOpensWithoutRequestsAndErrors() throws IOException {
            Path page = write("all.html", SampleReports.everything());
            browser.manage().logs().get(LogType.PERFORMANCE);
            open(page);

            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
            assertThat(browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                            .map(entry -> entry.getMessage())
                            .filter(message -> message.contains("Network.requestWillBeSent\"")))
                    .hasSizeLessThanOrEqualTo(1)
                    .allMatch(message -> message.contains(page.toUri().getPath()));
        }

        @Test
        void filterHidesWhatIsNotWanted() throws IOException {
            open(write("filter.html", SampleReports.everything()));
            browser.findElement(By.cssSelector("#filter input[value=HIT]")).click();
            browser.findElement(By.id("name")).sendKeys("modelstest");

            assertThat(visible("#tests tbody tr")).containsExactly("DRIFT", "PARTIAL", "MISS:RECORDED");
            assertThat(browser.findElement(By.id("shown")).getText()).isEqualTo("3 of 18 tests");
        }

        @Test
        void commandIsCopied() throws IOException {
            open(write("copy.html", SampleReports.everything()));
            browser.findElement(By.cssSelector("button.copy")).click();
            browser.findElement(By.id("name")).sendKeys(Keys.chord(Keys.CONTROL, "v"));

            assertThat(browser.findElement(By.id("name")).getDomProperty("value"))
                    .isEqualTo("VCR_RECORD_MODE=all mvn test -Dtest='CheckoutTest#pays'");
            assertThat(browser.findElement(By.id("said")).getText()).isEqualTo("Copied");
        }

        @ParameterizedTest
        @ValueSource(strings = {"light", "dark"})
        void axeFindsNothing(String scheme) throws IOException {
            scheme(scheme);
            open(write(scheme + ".html", SampleReports.everything()));
            try (InputStream axe = Objects.requireNonNull(ChromeDriver.class.getResourceAsStream("/axe.min.js"))) {
                browser.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
            }
            Object found = browser.executeAsyncScript(
                    "const done = arguments[0]; axe.run().then(found => done(found.violations.map("
                            + "rule => rule.id + ' ' + rule.nodes.map(node => node.html + ' ' + node.failureSummary).join(', '))))");

            assertThat((List<?>) found).isEmpty();
            Path shots = Files.createDirectories(Path.of("target", "report-page"));
            Files.write(shots.resolve(scheme + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        }

        @Test
        void hostileNamesRunNothing() throws IOException {
            TestReport hostile = SampleReports.test(
                    SampleReports.HOSTILE, "LIVE", 0, 1, "", List.of(SampleReports.HOSTILE), List.of());
            open(write("hostile.html", SampleReports.summary(List.of(hostile))));

            assertThat(browser.findElements(By.tagName("img"))).isEmpty();
            assertThat(browser.findElement(By.cssSelector("#tests tbody th")).getText())
                    .isEqualTo("</script><img src=x onerror=alert(1)>\"'&[U+0000][U+202E]txt[U+2028][U+D800]");
            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        }

        @Test
        void everyControlIsReachedByTheKeyboard() throws IOException {
            open(write("keys.html", SampleReports.everything()));
            List<String> reached = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                browser.switchTo().activeElement().sendKeys(Keys.TAB);
                reached.add(browser.switchTo().activeElement().getTagName());
            }

            assertThat(reached).contains("a", "button", "summary", "input", "div");
        }

        @Test
        void pageOfTwoThousandTestsOpens() throws IOException {
            open(write("large.html", large()));

            Object millis = browser.executeScript(
                    "const t = performance.getEntriesByType('navigation')[0];" + " return Math.round(t.loadEventEnd);");
            System.out.println("report.html with 2,000 tests is loaded after " + millis + " ms");
            assertThat(visible("#tests tbody tr")).hasSize(2_000);
        }

        private static void open(Path page) {
            browser.get(page.toUri().toString());
        }

        private static void scheme(String scheme) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        }

        private static List<String> visible(String selector) {
            return ((List<?>) browser.executeScript(
                            "return [...document.querySelectorAll(arguments[0])].filter(row => !row.hidden)"
                                    + ".map(row => row.dataset.verdict)",
                            selector))
                    .stream().map(String::valueOf).toList();
        }
    }

    /** In a browser of the JVM, which is always there. */
    @Test
    void scriptsRunWithoutAnErrorInHtmlUnit() throws IOException {
        try (WebClient client = new WebClient()) {
            HtmlPage page = client.getPage(
                    write("htmlunit.html", SampleReports.everything()).toUri().toURL());

            assertThat(page.getElementById("shown").getTextContent()).isEqualTo("18 of 18 tests");
            assertThat(page.querySelectorAll("button.copy")).hasSize(2);
        }
    }
}
