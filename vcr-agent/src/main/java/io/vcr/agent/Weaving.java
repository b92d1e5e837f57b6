package io.vcr.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The start of the agent, in two steps. Clients are woven when they are loaded. What every program uses, such as threads and
 * sockets, is woven when the program has a session, so that other programs pay nothing for it. Thread-safe.
 */
final class Weaving implements Runnable {

    private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();

    private final Instrumentation instrumentation;
    private final Bridge bridge;
    private final Weaver weaver;
    private final Hooks clients;
    private boolean isWhole;

    Weaving(Instrumentation instrumentation, Bridge bridge) throws IOException {
        this.instrumentation = instrumentation;
        this.bridge = bridge;
        this.clients = Hooks.of(LOADER, Hooks.CLIENTS);
        this.weaver = new Weaver(clients, bridge);
    }

    void begin() throws UnmodifiableClassException {
        Attachments.addTo(bridge.map(), clients.attachments(), bridge, instrumentation);
        bridge.map().put(Bridge.SESSIONS, this);
        System.getProperties().put(Bridge.KEY, bridge.map());
        instrumentation.addTransformer(weaver, true);
        weaveLoaded(clients.types());
    }

    /** The program is about to have a session. A second call does nothing. */
    @Override
    public synchronized void run() {
        if (isWhole) {
            return;
        }
        isWhole = true;
        try {
            Hooks sessions = Hooks.of(LOADER, Hooks.SESSIONS);
            Attachments.addTo(bridge.map(), sessions.attachments(), bridge, instrumentation);
            weaver.add(sessions);
            weaveLoaded(sessions.types());
        } catch (Exception | LinkageError e) {
            bridge.warn("threads and connections are not watched: " + e);
        }
    }

    /** Weaves the classes of the JDK that were loaded before. */
    private void weaveLoaded(Set<String> types) throws UnmodifiableClassException {
        Set<String> names = new HashSet<>();
        for (String type : types) {
            names.add(type.replace('/', '.'));
        }
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (names.contains(type.getName()) && instrumentation.isModifiableClass(type)) {
                loaded.add(type);
            }
        }
        if (!loaded.isEmpty()) {
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        }
    }
}
