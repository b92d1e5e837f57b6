package io.vcr.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs a contract and tells which rules were broken. */
public final class BrokenRules {

    private BrokenRules() {}

    /** The rules with which the names of the failed tests begin. */
    public static Set<String> of(Class<?> contract) {
        return rules(tests(contract).failed());
    }

    public static Events tests(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents();
    }

    public static Set<String> rules(Events events) {
        return events.stream()
                .map(event -> event.getTestDescriptor().getDisplayName().split(" ")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
