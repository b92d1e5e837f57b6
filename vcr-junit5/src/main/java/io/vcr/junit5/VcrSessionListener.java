package io.vcr.junit5;

import io.vcr.guard.Guard;
import io.vcr.junit5.internal.report.AgentFindings;
import io.vcr.junit5.internal.report.RunReport;
import io.vcr.junit5.internal.setting.AgentSettings;
import io.vcr.junit5.internal.setting.AutoPackages;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.junit5.internal.store.EarlyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Attaches the agent and opens the store before the first test, and completes the part of this JVM in the report at the end. JUnit finds it as
 * a service; users do not call it.
 */
public final class VcrSessionListener implements LauncherSessionListener {

    /** A test may open a launcher session of its own, whose end is not that of the run. */
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final AtomicBoolean testsRan = new AtomicBoolean();
    private Optional<EarlyStore> store = Optional.empty();

    /** For JUnit. */
    public VcrSessionListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        OPEN.incrementAndGet();
        Guard.announce(false);
        RunReport.launcherSessionOpened();
        Settings settings = settings();
        AgentSettings.attachEarly(settings);
        store = EarlyStore.begin(settings);
        session.getLauncher().registerTestExecutionListeners(new TestExecutionListener() {
            @Override
            public void executionStarted(TestIdentifier test) {
                testsRan.compareAndSet(false, test.isTest());
            }
        });
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        AgentFindings late = AgentFindings.NONE;
        if (OPEN.decrementAndGet() == 0) {
            Guard.announce(true); // the report is about to be printed
            Guard.takeRefused().forEach(refusal -> System.out.println("[VCR UNOWNED] " + refusal));
            late = new AgentFindings(Guard.takeUnseen(), List.of(), 0);
        }
        RunReport.launcherSessionClosed(late);
        store.ifPresent(EarlyStore::discard);
        if (testsRan.get() && !RunReport.isUsed()) {
            Settings settings = settings();
            if (settings.find(Setting.AUTO).isPresent()) {
                System.out.println("[VCR WARNING] " + AutoPackages.withoutEffect());
            } else {
                AgentSettings.showIfIdle(settings);
            }
        }
    }

    private static Settings settings() {
        return Settings.beforeAnyTest(Thread.currentThread().getContextClassLoader());
    }
}
