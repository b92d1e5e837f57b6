package io.vcr.junit5;

import io.vcr.OpenSessions;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RefusedRequestError;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.guard.Guard;
import io.vcr.junit5.internal.report.AgentFindings;
import io.vcr.junit5.internal.report.RunReport;
import io.vcr.junit5.internal.report.TestReport;
import io.vcr.junit5.internal.setting.AgentSettings;
import io.vcr.junit5.internal.setting.AutoPackages;
import io.vcr.junit5.internal.setting.OptOut;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.junit5.internal.store.Refresh;
import io.vcr.junit5.internal.store.Stores;
import io.vcr.junit5.internal.test.ModuleDirectory;
import io.vcr.junit5.internal.test.TestClasses;
import io.vcr.junit5.internal.test.TestElement;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The state that the tests of one run share: settings, the configured store, and the summary, which is printed at the
 * end. Thread-safe.
 */
@SuppressWarnings("deprecation") // JUnit 5.10 closes a CloseableResource, JUnit 6 wants an AutoCloseable
final class Run implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    /** The name in the report for live calls whose test is not known. */
    private static final String NOBODY = "unknown test";

    private final Settings settings;
    private final AutoPackages auto;
    private final List<OptOut> optOuts;
    private final RunReport report;
    private final Optional<Integer> maxLiveCalls;

    /**
     * By the id of the test. They cannot be kept in the store of the test, because JUnit closes it before it calls
     * watchers.
     */
    private final Map<String, TestSession> sessions = new ConcurrentHashMap<>();

    private final Prefetch prefetch = new Prefetch();
    private final Stores stores;
    private final CassetteRules cassetteRules;
    private final Refresh refresh;
    private final AtomicInteger toThisMachine = new AtomicInteger();

    private Run(ExtensionContext context, Optional<Class<?>> first) {
        Properties system = System.getProperties();
        Settings.checkNames(System.getenv().keySet(), system.stringPropertyNames());
        Settings.checkNames(
                List.of(), Settings.propertyKeys(Thread.currentThread().getContextClassLoader()));
        this.settings = new Settings(
                System.getenv(),
                key -> Optional.ofNullable(system.getProperty(key)),
                context::getConfigurationParameter);
        settings.checkValues();
        AgentSettings.apply(settings);
        TestClasses classes = TestClasses.beside(first);
        this.auto = AutoPackages.of(settings.find(Setting.AUTO));
        auto.check(settings.isDetected());
        auto.check(classes);
        this.optOuts = settings.find(Setting.OPT_OUT)
                .map(list -> OptOut.list(list, classes))
                .orElse(List.of());
        this.maxLiveCalls = settings.find(Setting.MAX_LIVE_CALLS).map(max -> Setting.MAX_LIVE_CALLS.number(max, 0));
        this.report = RunReport.of(settings, ModuleDirectory.of(first));
        this.stores = new Stores(settings);
        this.cassetteRules = new CassetteRules(settings);
        this.refresh = new Refresh(settings, report::liveCalls);
    }

    static Run of(ExtensionContext context, Namespace namespace) {
        // In JUnit 6 the result is nullable; it is null only if the creator returns null.
        return Objects.requireNonNull(context.getRoot()
                .getStore(namespace)
                .getOrComputeIfAbsent(Run.class, key -> new Run(context.getRoot(), context.getTestClass()), Run.class));
    }

    /** When the run began of which the tests of this JVM are a part. */
    Instant began() {
        return report.began();
    }

    Settings settings() {
        return settings;
    }

    AutoPackages auto() {
        return auto;
    }

    CassetteRules cassetteRules() {
        return cassetteRules;
    }

    /** The reason why a setting opts a test out. */
    Optional<String> optOut(TestElement test) {
        return optOuts.stream()
                .filter(optOut -> optOut.covers(test))
                .map(OptOut::reason)
                .findFirst();
    }

    /** The configuration without a cassette: all requests pass through, and unplanned ones are counted. */
    private Vcr outside() {
        Vcr.Builder vcr = Vcr.builder(Persisters.inMemory()).off(true);
        settings.find(Setting.PASS_THROUGH_HOSTS).ifPresent(hosts -> vcr.passThroughHosts(hosts.split("\\s*,\\s*")));
        boolean counted =
                settings.find(Setting.IGNORE_LOCALHOST).isPresent() && !settings.isOn(Setting.IGNORE_LOCALHOST);
        return vcr.ignoreLocalhost(!counted).build(); // calls to mock servers cost nothing
    }

    /** Opens a session that counts live calls without a cassette. */
    Session openOutside() {
        return outside().open("outside");
    }

    /** The live calls without a cassette, without those that a rule allows. */
    SortedMap<String, Integer> unplanned(SortedMap<String, Integer> liveHosts) {
        Vcr outside = outside();
        SortedMap<String, Integer> hosts = new TreeMap<>(liveHosts);
        hosts.keySet().removeIf(outside::passesThrough);
        return hosts;
    }

    private void showOutside(String test, SortedMap<String, Integer> liveHosts) {
        SortedMap<String, Integer> hosts = unplanned(liveHosts);
        if (hosts.isEmpty()) {
            return;
        }
        TestReport outside = TestReport.outside(System.currentTimeMillis(), test, hosts);
        report.add(outside);
        if (isPrinted(Verdict.LIVE)) {
            System.out.println("[VCR LIVE] " + outside.calls() + " :: " + test + " (no cassette)");
        }
    }

    /**
     * Counts unplanned live calls, and names the connections among them that no adapter has shown. Returns an error if the run
     * has made too many and this test has made some of them.
     */
    Optional<LiveCallsError> countLive(String test, int unplanned, Collection<String> unseen) {
        return maxLiveCalls.flatMap(max -> {
            SortedMap<String, Integer> calls = report.countLive(test, unplanned, max);
            return calls.isEmpty() ? Optional.empty() : Optional.of(new LiveCallsError(calls, unseen, max));
        });
    }

    /** The configuration of the tests of a class, from settings alone. */
    Vcr vcr(Class<?> test) {
        return Vcr.builder(stores.of(test)).build();
    }

    /** Whether a test records its cassette in the configured store again because it is old. */
    boolean isToBeRefreshed(Class<?> test, String id, boolean isNamed, Vcr vcr) {
        return !settings.isOff() && refresh.isDue(stores.of(test), id, isNamed, vcr);
    }

    /** Lets the store load the cassettes of a class while JUnit sets the class up. */
    void prefetch(TestElement type, Optional<Vcr> inCode) {
        if (!settings.isOff()) {
            prefetch.begin(type, this, inCode);
        }
    }

    void started(ExtensionContext test, TestSession session) {
        sessions.put(test.getUniqueId(), session);
    }

    void ended(ExtensionContext test, Outcome outcome) {
        Optional.ofNullable(sessions.remove(test.getUniqueId())).ifPresent(session -> session.ended(outcome));
    }

    /** Prints the report of a test or of code that ran for its class; without a cassette only if requests went live. */
    void show(
            ExtensionContext context,
            String test,
            Report session,
            Optional<TestConfiguration> configuration,
            long tookMillis,
            List<String> more) {
        if (configuration.filter(TestConfiguration::isUnderCassette).isEmpty()) {
            showOutside(test, session.liveHosts());
            return;
        }
        if (context.getTestMethod().isEmpty() && isSilent(session)) {
            return; // most methods that run once for a class make no requests
        }
        toThisMachine.addAndGet(session.counts().passedThrough().getOrDefault("localhost", 0));
        Optional<String> optOut = configuration.flatMap(TestConfiguration::optOut);
        String line =
                session.line(test) + optOut.map(reason -> " (" + reason + ")").orElse("");
        context.publishReportEntry(
                Map.of("vcr", line, "vcr.verdict", session.verdict().toString()));
        if (isPrinted(session.verdict())) {
            System.out.println(line);
        }
        List<String> warnings =
                Stream.concat(session.warnings().stream(), more.stream()).toList();
        warnings.forEach(warning -> System.out.println("[VCR WARNING] " + warning + " :: " + test));
        if (session.verdict() == Verdict.MISS_OVERFLOW) {
            System.out.println("[VCR WARNING] " + session.save());
        }
        report.add(TestReport.of(System.currentTimeMillis(), tookMillis, test, session, optOut, warnings));
    }

    private static boolean isSilent(Report report) {
        return report.counts().replayed()
                        + report.counts().live()
                        + report.counts().refused()
                == 0;
    }

    private boolean isPrinted(Verdict verdict) {
        return settings.find(Setting.VERBOSE).isPresent()
                ? settings.isOn(Setting.VERBOSE)
                : verdict != Verdict.HIT && verdict != Verdict.NOOP && verdict != Verdict.OFF;
    }

    @Override
    public void close() throws IOException {
        try (prefetch) { // closed last: its tasks end when the store is closed
            end();
        }
    }

    private void end() throws IOException {
        // The outcome of these tests is not known, so they are reported and nothing is saved.
        List.copyOf(sessions.values()).forEach(session -> session.ended(Outcome.FAILED));
        SortedMap<String, Integer> unseen = Guard.takeUnseen();
        List<String> refused = Guard.takeRefused();
        Optional<LiveCallsError> tooMany = Optional.empty();
        if (!settings.isOff()) {
            SortedMap<String, Integer> outside = OpenSessions.takeOutside();
            showOutside(NOBODY, outside);
            OpenSessions.takeUnowned().forEach(refusal -> System.out.println("[VCR UNOWNED] " + refusal));
            refused.forEach(refusal -> System.out.println("[VCR UNOWNED] " + refusal));
            SortedMap<String, Integer> calls = unplanned(outside);
            SortedMap<String, String> connections = OpenSessions.takeUnseenOutside();
            connections.values().retainAll(calls.keySet());
            tooMany = countLive(NOBODY, sum(calls), connections.keySet());
        }
        report.addStore(stores.health());
        report.addStore(stores.orphans());
        report.addStore(refresh.result());
        report.add(new AgentFindings(unseen, Guard.notAttached(), toThisMachine.get()));
        report.planOver();
        stores.close();
        // There is no test to fail, so the run fails.
        if (!refused.isEmpty()) {
            RefusedRequestError failure = new RefusedRequestError(refused);
            tooMany.ifPresent(failure::addSuppressed);
            throw failure;
        }
        if (tooMany.isPresent()) {
            throw tooMany.get();
        }
    }

    static int sum(SortedMap<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
