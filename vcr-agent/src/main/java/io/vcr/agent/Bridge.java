package io.vcr.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the agent and the rest of the JVM share: a map among the system properties, the only place that the code of every
 * loader and module reaches without a class of ours. It holds attachments by name, and what could not be attached.
 * Thread-safe.
 */
final class Bridge implements Supplier<List<String>> {

    /** The system property of the map. */
    static final String KEY = "io.vcr.agent";

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
