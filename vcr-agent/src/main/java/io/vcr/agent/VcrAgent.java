package io.vcr.agent;

import java.lang.instrument.Instrumentation;

/**
 * Attaches the adapters on the class path to each HTTP client of the JVM: {@code java -javaagent:vcr-agent.jar}, or
 * {@link #attach()}. Code that creates a client needs no change.
 *
 * <p>An adapter names the classes of its client in the resource {@code META-INF/vcr/attach}. The agent knows no client. If
 * an adapter is missing or fails, the client works as without the agent, and a warning says so once.
 */
public final class VcrAgent {

    private VcrAgent() {}

    /**
     * Starts the agent in this JVM, unless it has started. The clients, threads and connections that exist stay as they are, so
     * call it before the first client is created. It takes as long as the start of a JVM. From Java 21 on the JVM prints a
     * warning, unless it was started with {@code -XX:+EnableDynamicAgentLoading}. Thread-safe.
     *
     * @throws IllegalStateException if this JVM or the machine does not allow it; the message has the reason
     */
    public static synchronized void attach() {
        if (!Bridge.isShared()) {
            SelfAttachment.run();
        }
    }

    /**
     * Called by the JVM before {@code main}.
     *
     * @param arguments not used
     * @param instrumentation of this JVM
     */
    public static void premain(String arguments, Instrumentation instrumentation) {
        start(instrumentation);
    }

    /**
     * Called by a JVM that runs already, when a tool loads the agent into it. Clients that exist stay as they are.
     *
     * @param arguments not used
     * @param instrumentation of this JVM
     */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        start(instrumentation);
    }

    /** A second start changes nothing. Fails for nothing: the JVM would not start. */
    private static void start(Instrumentation instrumentation) {
        if (Bridge.isShared()) {
            return;
        }
        Bridge bridge = new Bridge();
        try {
            new Weaving(instrumentation, bridge).begin();
        } catch (Exception | LinkageError e) {
            bridge.warn("the agent has not started: " + e);
        }
    }
}
