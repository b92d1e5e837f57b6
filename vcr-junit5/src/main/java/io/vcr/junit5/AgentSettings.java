package io.vcr.junit5;

import io.vcr.guard.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the agent of this JVM what the settings ask of it. */
final class AgentSettings {

    private static final AtomicBoolean SHOWN = new AtomicBoolean();

    private AgentSettings() {}

    /** Fails if the settings require the agent and it is not there. */
    static void apply(Settings settings) {
        Guard.Policy policy = settings.isOff()
                ? Guard.Policy.OFF
                : settings.find(Setting.GUARD).map(Setting.GUARD::guard).orElse(Guard.Policy.REPORT);
        if (!Guard.isPresent()) {
            require(settings);
            if (policy == Guard.Policy.REFUSE && SHOWN.compareAndSet(false, true)) {
                System.out.println("[VCR WARNING] vcr.guard = refuse needs the agent, and this JVM has none");
            }
            return;
        }
        List<String> allowed = new ArrayList<>();
        settings.find(Setting.GUARD_ALLOW).ifPresent(hosts -> allowed.addAll(List.of(hosts.split("\\s*,\\s*"))));
        settings.find(Setting.PASS_THROUGH_HOSTS).ifPresent(hosts -> allowed.addAll(List.of(hosts.split("\\s*,\\s*"))));
        Guard.set(policy, allowed);
        if (!settings.isOff() && SHOWN.compareAndSet(false, true)) {
            System.out.println("[VCR AGENT] attaches clients for " + String.join(", ", Guard.adapters()) + "; guard: "
                    + Setting.GUARD.name(policy));
        }
    }

    private static void require(Settings settings) {
        boolean isRequired =
                settings.find(Setting.AGENT).map(Setting.AGENT::isRequired).orElse(false);
        if (isRequired && !settings.isOff()) {
            throw new IllegalStateException("""
                    The setting vcr.agent requires the agent, and this JVM has none
                      Maven   <argLine>@{argLine} -javaagent:${io.vcr:vcr-agent:jar}</argLine> for maven-surefire-plugin,
                              with the goal properties of maven-dependency-plugin
                      Gradle  jvmArgs("-javaagent:/path/to/vcr-agent.jar") for the test task
                      IDE     -javaagent:/path/to/vcr-agent.jar among the VM options""");
        }
    }
}
