package io.vcr.junit5;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Tells the report of a run when no more tests will come from this JVM. For JUnit, which finds it as a service; there is
 * nothing to call.
 */
public final class VcrSessionListener implements LauncherSessionListener {

    /** For JUnit. */
    public VcrSessionListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        RunReport.launcherSessionOpened();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        RunReport.launcherSessionClosed();
    }
}
