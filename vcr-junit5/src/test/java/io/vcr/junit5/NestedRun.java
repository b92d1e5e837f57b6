package io.vcr.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A program that runs tests, one of which runs tests itself, in a launcher session inside of the first one. */
final class NestedRun {

    private NestedRun() {}

    public static void main(String[] arguments) {
        run(Outer.class);
        System.out.println("END");
    }

    private static void run(Class<?> tests) {
        try (LauncherSession session = LauncherFactory.openSession()) {
            session.getLauncher()
                    .execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectClass(tests))
                            .build());
        }
    }

    @UseCassette
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Outer {

        @Test
        void one() {
            run(Inner.class);
            System.out.println("INNER SESSION IS CLOSED");
        }

        @Test
        void two() {
            Traffic.get("/2");
        }
    }

    @UseCassette
    static class Inner {

        @Test
        void inner() {
            Traffic.get("/inner");
        }
    }
}
