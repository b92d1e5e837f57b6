package io.vcr.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A program that runs tests, the second of which waits for ever if it is told so. */
final class KilledRun {

    static final String WAITING = "waiting";

    private KilledRun() {}

    public static void main(String[] arguments) {
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(Sample.class))
                            .build());
        }
    }

    @UseCassette
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Sample {

        @Test
        void one() {
            Traffic.get("/1");
        }

        @Test
        void two() throws InterruptedException {
            if (Boolean.getBoolean(WAITING)) {
                System.out.println(WAITING);
                new CountDownLatch(1).await();
            }
        }
    }
}
