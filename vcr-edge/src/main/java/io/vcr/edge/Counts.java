package io.vcr.edge;

import io.vcr.edge.internal.message.MountCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The counts of all mounts of an edge, in the order of the mounts. Thread-safe. */
final class Counts {

    private final Map<String, MountCounts> byName = new LinkedHashMap<>();

    Counts(Mounts mounts) {
        mounts.all().forEach(mount -> byName.put(mount.name(), new MountCounts()));
    }

    MountCounts of(Mount mount) {
        return Objects.requireNonNull(byName.get(mount.name()));
    }

    Map<String, MountCounts.Snapshot> snapshot() {
        Map<String, MountCounts.Snapshot> all = new LinkedHashMap<>();
        byName.forEach((name, counts) -> all.put(name, counts.snapshot()));
        return all;
    }
}
