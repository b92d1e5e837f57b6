package io.vcr.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The start of the agent, in two steps. Clients are woven when they are loaded. What every program uses, such as threads and
 * sockets, is woven when the program has a session, so that other programs pay nothing for it. Thread-safe.
 */
final class Weaving implements Consumer<Object> {

    private static final ClassLoader CLASS_PATH = ClassLoader.getSystemClassLoader();

    /** The launchers of executable jars of Spring Boot, from 3.2 on and before. */
    private static final String[] LAUNCHERS = {
        "org/springframework/boot/loader/launch/JarLauncher.class", "org/springframework/boot/loader/JarLauncher.class"
    };

    private final Instrumentation instrumentation;
    private final Bridge bridge;
    private final Weaver weaver;
    private final Hooks clients;
    private final Loaders loaders = new Loaders();
    private boolean isWhole;

    Weaving(Instrumentation instrumentation, Bridge bridge) throws IOException {
        this.instrumentation = instrumentation;
        this.bridge = bridge;
        this.clients = Hooks.of(CLASS_PATH, Hooks.CLIENTS);
        this.weaver = new Weaver(clients, bridge);
        loaders.add(CLASS_PATH);
    }

    void begin() throws IOException, ReflectiveOperationException, UnmodifiableClassException {
        Attachments.addTo(bridge, clients.attachments(), loaders, instrumentation);
        bridge.map().put(Bridge.SESSIONS, this);
        bridge.share(instrumentation);
        instrumentation.addTransformer(weaver, true);
        weaveLoaded(clients.types());
        if (clients.types().isEmpty() && isExecutableJar()) {
            System.err.println(
                    "[VCR AGENT] no adapter is on the class path of this executable jar: clients are attached from the"
                            + " first session on, by the adapters inside it");
        }
    }

    private static boolean isExecutableJar() {
        for (String launcher : LAUNCHERS) {
            if (CLASS_PATH.getResource(launcher) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * The program is about to have a session. A second call with the same loader does nothing.
     *
     * @param loader that of the recorder, whose hooks are woven too if it is not that of the class path
     */
    @Override
    public synchronized void accept(Object loader) {
        try {
            if (!isWhole) {
                isWhole = true;
                weave(Hooks.of(CLASS_PATH, Hooks.SESSIONS));
            }
            if (loader instanceof ClassLoader own && loaders.add(own)) {
                weave(Hooks.of(own, Hooks.CLIENTS).and(Hooks.of(own, Hooks.SESSIONS)));
            }
        } catch (Exception | LinkageError e) {
            bridge.warn("threads and connections are not watched: " + e);
        }
    }

    private void weave(Hooks hooks) throws UnmodifiableClassException {
        Attachments.addTo(bridge, hooks.attachments(), loaders, instrumentation);
        weaver.add(hooks);
        weaveLoaded(hooks.types());
    }

    /** Weaves the classes that were loaded before, such as those of the JDK. */
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
