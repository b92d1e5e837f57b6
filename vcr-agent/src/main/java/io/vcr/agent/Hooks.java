package io.vcr.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The hooks of all adapters on the class path, by class. Immutable. */
final class Hooks {

    /** The resource that an adapter brings: a hook a line; lines that begin with {@code #} are comments. */
    static final String RESOURCE = "META-INF/vcr/attach";

    private final Map<String, List<Hook>> byType;

    private Hooks(Map<String, List<Hook>> byType) {
        this.byType = byType;
    }

    static Hooks of(Iterable<String> lines) {
        Map<String, List<Hook>> hooks = new HashMap<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                Hook hook = Hook.parse(line.strip());
                hooks.computeIfAbsent(hook.type(), type -> new ArrayList<>()).add(hook);
            }
        }
        return new Hooks(hooks);
    }

    /** Reads the hooks of the adapters that a loader finds. */
    static Hooks of(ClassLoader loader) throws IOException {
        Set<String> lines = new LinkedHashSet<>(); // a module may be on the class path twice
        for (URL resource : Collections.list(loader.getResources(RESOURCE))) {
            URLConnection connection = resource.openConnection();
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                lines.addAll(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                        .lines()
                        .toList());
            }
        }
        return of(lines);
    }

    /** The hooks of a class by its internal name; empty for almost every class. */
    List<Hook> of(String type) {
        return byType.getOrDefault(type, List.of());
    }

    Set<String> types() {
        return byType.keySet();
    }

    Set<String> attachments() {
        return byType.values().stream()
                .flatMap(List::stream)
                .map(Hook::attachment)
                .collect(Collectors.toSet());
    }
}
