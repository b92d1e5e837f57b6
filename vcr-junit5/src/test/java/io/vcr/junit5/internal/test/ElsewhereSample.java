package io.vcr.junit5.internal.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.vcr.junit5.Traffic;
import io.vcr.junit5.UseCassette;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A test that a process of its own runs, in any directory. */
@UseCassette("elsewhere")
class ElsewhereSample {

    @Test
    void sample() {
        Traffic.get("/1");
    }

    /** Runs the test as an IDE does it, without a build. */
    public static void main(String[] args) {
        LauncherFactory.create()
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(ElsewhereSample.class))
                        .build());
    }
}
