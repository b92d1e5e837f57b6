package io.vcr.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.net.spi.URLStreamHandlerProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the agent and the rest of the JVM share: a map in a field of {@code java.base}, which the code of every loader and
 * module reaches. It holds attachments by name, and what could not be attached. Thread-safe.
 */
final class Bridge implements Supplier<List<String>> {

    /** The class with the field. It stands in an exported package in which nothing else is hidden from programs. */
    static final String OWNER = "java/net/spi/VcrBridge";

    static final String FIELD = "map";
    static final String FIELD_TYPE = "Ljava/util/Map;";

    /**
     * The class file of {@code public final class VcrBridge { public static volatile Map map; }}. A constant, for the code of an
     * expression would take longer than the rest of the start.
     */
    private static final String CLASS_FILE = "\312\376\272\276" + "\0\0\0\64" // for Java 8
            + "\0\7" // constants: four names with their lengths, and two classes
            + ("\1\0\26" + OWNER)
            + ("\1\0\20" + "java/lang/Object")
            + ("\1\0\3" + FIELD)
            + ("\1\0\17" + FIELD_TYPE)
            + "\7\0\1"
            + "\7\0\2"
            + "\20\61" // public, final, super, synthetic
            + "\0\5"
            + "\0\6"
            + "\0\0" // interfaces
            + ("\0\1" + "\0\111" + "\0\3" + "\0\4" + "\0\0") // fields: public, static, volatile
            + "\0\0" // methods
            + "\0\0"; // attributes

    /** The key of a {@code Supplier} of a list of lines, one for each class that could not be attached. */
    private static final String WARNINGS = "warnings";

    /** The key of a {@code Consumer} that takes the class loader of the recorder before the first session. */
    static final String SESSIONS = "sessions";

    private static final int MOST_WARNINGS = 50;

    private final List<String> warnings = new ArrayList<>();

    private final Map<String, Object> map = new ConcurrentHashMap<>();

    Bridge() {
        map.put(WARNINGS, this);
    }

    /** What the JVM shares. */
    Map<String, Object> map() {
        return map;
    }

    /** Whether an agent has shared its bridge with this JVM. */
    static boolean isShared() {
        try {
            return Class.forName(OWNER.replace('/', '.'), true, null)
                            .getField(FIELD)
                            .get(null)
                    != null;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Shares this bridge with the rest of the JVM. */
    void share(Instrumentation instrumentation) throws ReflectiveOperationException {
        Class<?> neighbor = URLStreamHandlerProvider.class;
        instrumentation.redefineModule(
                neighbor.getModule(),
                Set.of(),
                Map.of(),
                Map.of(neighbor.getPackageName(), Set.of(Bridge.class.getModule())),
                Set.of(),
                Map.of());
        Class<?> owner = MethodHandles.privateLookupIn(neighbor, MethodHandles.lookup())
                .defineClass(CLASS_FILE.getBytes(StandardCharsets.ISO_8859_1));
        owner.getField(FIELD).set(null, map);
    }

    /** Prints a warning once, and keeps it for the report. */
    synchronized void warn(String warning) {
        if (!warnings.contains(warning) && warnings.size() < MOST_WARNINGS) {
            warnings.add(warning);
            System.err.println("[VCR WARNING] not attached: " + warning);
        }
    }

    /** The warnings so far. */
    @Override
    public synchronized List<String> get() {
        return List.copyOf(warnings);
    }
}
