package io.vcr.agent;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Attaches the adapters on the class path to each HTTP client of the JVM: {@code java -javaagent:vcr-agent.jar}. Code that
 * creates a client needs no change.
 *
 * <p>An adapter names the classes of its client in the resource {@code META-INF/vcr/attach}. The agent knows no client. If
 * an adapter is missing or fails, the client works as without the agent, and a warning says so once.
 */
public final class VcrAgent {

    private VcrAgent() {}

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
        if (System.getProperties().containsKey(Bridge.KEY)) {
            return;
        }
        Bridge bridge = new Bridge();
        Map<String, Object> map = bridge.map();
        try {
            Hooks hooks = Hooks.of(ClassLoader.getSystemClassLoader());
            Attachments.addTo(map, hooks.attachments(), bridge, instrumentation);
            System.getProperties().put(Bridge.KEY, map);
            instrumentation.addTransformer(new Weaver(hooks, bridge::warn), true);
            weaveAgain(loaded(hooks.types(), instrumentation), instrumentation);
        } catch (Exception | LinkageError e) {
            bridge.warn("the agent has not started: " + e);
        }
    }

    /** The classes that were loaded before the agent, such as those of the JDK. */
    private static List<Class<?>> loaded(Set<String> types, Instrumentation instrumentation) {
        Set<String> names = new HashSet<>();
        types.forEach(type -> names.add(type.replace('/', '.')));
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (names.contains(type.getName()) && instrumentation.isModifiableClass(type)) {
                loaded.add(type);
            }
        }
        return loaded;
    }

    private static void weaveAgain(List<Class<?>> types, Instrumentation instrumentation)
            throws UnmodifiableClassException {
        if (!types.isEmpty()) {
            instrumentation.retransformClasses(types.toArray(Class<?>[]::new));
        }
    }
}
