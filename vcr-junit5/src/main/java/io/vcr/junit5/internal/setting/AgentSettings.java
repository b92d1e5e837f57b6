package io.vcr.junit5.internal.setting;

import io.vcr.RecordMode;
import io.vcr.guard.Guard;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells the agent of this JVM what the settings ask of it. */
public final class AgentSettings {

    private static final String AGENT = "io.vcr.agent.VcrAgent";

    private static final AtomicBoolean SHOWN = new AtomicBoolean();

    private AgentSettings() {}

    /** Fails if the settings require the agent and it is not there, or if they attach it and that fails. */
    public static void apply(Settings settings) {
        attach(settings);
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
        Guard.set(
                policy,
                allowed,
                settings.find(Setting.MODE).map(Setting.MODE::mode).orElse(RecordMode.ONCE));
        if (!settings.isOff() && SHOWN.compareAndSet(false, true)) {
            System.out.println(
                    "[VCR AGENT] attaches clients for " + adapters() + "; guard: " + Setting.GUARD.name(policy));
        }
    }

    /** The agent is there, and no test has a cassette: the build is green, and nothing is recorded. */
    public static void showIfIdle(Settings settings) {
        if (Guard.isPresent() && !settings.isOff() && SHOWN.compareAndSet(false, true)) {
            System.out.println("[VCR AGENT] records nothing, because no test has a cassette; annotate tests with"
                    + " @UseCassette, or set vcr.auto = com.acme.. and " + Settings.AUTODETECTION + " = true");
        }
    }

    private static String adapters() {
        List<String> adapters = Guard.adapters();
        return adapters.isEmpty() ? "no adapter, because none is on the class path" : String.join(", ", adapters);
    }

    /** Before the first test, so that no client exists. What fails here fails again, and is seen, when the run begins. */
    public static void attachEarly(Settings settings) {
        try {
            attach(settings);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // a listener that fails would not fail the run
        }
    }

    private static void attach(Settings settings) {
        if (!settings.isOff() && need(settings) == NeedOfAgent.ATTACH && !Guard.isPresent()) {
            try {
                Class.forName(AGENT, true, Thread.currentThread().getContextClassLoader())
                        .getMethod("attach")
                        .invoke(null);
            } catch (InvocationTargetException e) {
                Throwable cause = Objects.requireNonNull(e.getCause());
                throw new IllegalStateException(cause.getMessage(), cause);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("""
                        The setting vcr.agent attaches the agent, and the class path has none
                          fix  add io.vcr:vcr-agent as a test dependency""", e);
            }
        }
    }

    private static NeedOfAgent need(Settings settings) {
        return settings.find(Setting.AGENT).map(Setting.AGENT::agent).orElse(NeedOfAgent.OPTIONAL);
    }

    private static void require(Settings settings) {
        if (need(settings) == NeedOfAgent.REQUIRED && !settings.isOff()) {
            throw new IllegalStateException("""
                    The setting vcr.agent requires the agent, and this JVM has none
                      Maven   <argLine>@{argLine} -javaagent:${io.vcr:vcr-agent:jar}</argLine> for maven-surefire-plugin,
                              with the goal properties of maven-dependency-plugin
                      Gradle  jvmArgs("-javaagent:/path/to/vcr-agent.jar") for the test task
                      IDE     -javaagent:/path/to/vcr-agent.jar among the VM options""");
        }
    }
}
