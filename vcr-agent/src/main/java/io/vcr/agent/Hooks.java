package io.vcr.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The hooks of all adapters on the class path, by class. Immutable. */
final class Hooks {

    /** The resource that an adapter brings: a hook a line; lines that begin with {@code #} are comments. */
    static final String CLIENTS = "META-INF/vcr/attach";

    /** Hooks in classes that every program uses, needed only when there are sessions. */
    static final String SESSIONS = "META-INF/vcr/watch";

    private static final int LONGEST_NAME = 128;

    private final Map<String, List<Hook>> byType;

    /** Whether the name of a class with hooks has a length; longer ones count as the longest. A hash would read the whole name. */
    private final boolean[] lengths = new boolean[LONGEST_NAME + 1];

    private Hooks(Map<String, List<Hook>> byType) {
        this.byType = byType;
        for (String type : byType.keySet()) {
            lengths[Math.min(type.length(), LONGEST_NAME)] = true;
        }
    }

    static Hooks of(Iterable<String> lines) {
        Map<String, List<Hook>> hooks = new HashMap<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                Hook hook = Hook.parse(line.strip());
                List<Hook> same = hooks.get(hook.type());
                if (same == null) {
                    same = new ArrayList<>();
                    hooks.put(hook.type(), same);
                }
                same.add(hook);
            }
        }
        return new Hooks(hooks);
    }

    /** Reads the hooks in all resources of a name that a loader finds. Without lambdas, which would double the start. */
    static Hooks of(ClassLoader loader, String resource) throws IOException {
        Set<String> lines = new LinkedHashSet<>(); // a module may be on the class path twice
        Enumeration<URL> found = loader.getResources(resource);
        while (found.hasMoreElements()) {
            URLConnection connection = found.nextElement().openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                lines.addAll(List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)));
            }
        }
        return of(lines);
    }

    /** These hooks and others; one that is in both counts once. */
    Hooks and(Hooks others) {
        Map<String, List<Hook>> both = new HashMap<>(byType);
        for (Map.Entry<String, List<Hook>> each : others.byType.entrySet()) {
            List<Hook> mine = of(each.getKey());
            List<Hook> hooks = new ArrayList<>(mine);
            for (Hook hook : each.getValue()) {
                if (!mine.contains(hook)) {
                    hooks.add(hook);
                }
            }
            both.put(each.getKey(), hooks);
        }
        return new Hooks(both);
    }

    /** The hooks of a class by its internal name; empty for almost every class. */
    List<Hook> of(String type) {
        return lengths[Math.min(type.length(), LONGEST_NAME)] ? byType.getOrDefault(type, List.of()) : List.of();
    }

    Set<String> types() {
        return byType.keySet();
    }

    Set<String> attachments() {
        Set<String> names = new HashSet<>();
        for (List<Hook> hooks : byType.values()) {
            for (Hook hook : hooks) {
                names.add(hook.attachment());
            }
        }
        return names;
    }
}
