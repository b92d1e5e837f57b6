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
final class Bridge {

    /** The system property of the map. */
    static final String KEY = "io.vcr.agent";

    /** The key of a {@code Supplier} of a list of lines, one for each class that could not be attached. */
    private static final String WARNINGS = "warnings";

    private static final int MOST_WARNINGS = 50;

    private final List<String> warnings = new ArrayList<>();

    /** A map for the system properties. */
    Map<String, Object> map() {
        Map<String, Object> map = new ConcurrentHashMap<>();
        map.put(WARNINGS, (Supplier<List<String>>) this::warnings);
        return map;
    }

    /** Prints a warning once, and keeps it for the report. */
    synchronized void warn(String warning) {
        if (!warnings.contains(warning) && warnings.size() < MOST_WARNINGS) {
            warnings.add(warning);
            System.err.println("[VCR WARNING] not attached: " + warning);
        }
    }

    private synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }
}
