package io.vcr.testkit.store;

import io.vcr.Persisters;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells how another process opens the store of a test, for P5 of {@link PersisterContract}. Immutable. */
public final class OtherProcess {

    /** The number of conflicts in a row after which the store counts as broken. */
    private static final int MOST_TRIES = 1000;

    private final Class<? extends PersisterOpener> opener;
    private final String place;

    private OtherProcess(Class<? extends PersisterOpener> opener, String place) {
        this.opener = opener;
        this.place = place;
    }

    /**
     * Returns a process that opens the store by its URI, with the factory on the class path.
     *
     * @param uri the URI of the store of the test
     * @return the process, not started
     */
    public static OtherProcess opening(URI uri) {
        return new OtherProcess(ByUri.class, uri.toString());
    }

    /**
     * Returns a process that opens the store with a class of the test.
     *
     * @param opener a class with a constructor without arguments
     * @param place the place of the store, such as a path
     * @return the process, not started
     */
    public static OtherProcess using(Class<? extends PersisterOpener> opener, String place) {
        return new OtherProcess(opener, place);
    }

    /** Starts a JVM with the class path of this one that appends episodes to a cassette. */
    Process append(CassetteId id, String name, int episodes) throws IOException {
        Process process = new ProcessBuilder(command(id, name, episodes))
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(place.getBytes(StandardCharsets.UTF_8));
        }
        return process;
    }

    /** The place is no argument: a URI may hold a password, and other users of the machine see arguments. */
    List<String> command(CassetteId id, String name, int episodes) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                opener.getName(),
                id.value(),
                name,
                Integer.toString(episodes));
    }

    /**
     * Runs the other process, which reads the place from its standard input.
     *
     * @param args the opener class, the cassette id, the name of the episodes, and their number
     * @throws Exception if a step fails; the test shows it
     */
    public static void main(String[] args) throws Exception {
        Constructor<? extends PersisterOpener> opener =
                Class.forName(args[0]).asSubclass(PersisterOpener.class).getDeclaredConstructor();
        opener.setAccessible(true);
        String place = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        try (Persister persister = opener.newInstance().open(place)) {
            for (Episode episode : SampleCassettes.episodes(args[2], Integer.parseInt(args[3]))) {
                append(persister, CassetteId.of(args[1]), episode);
            }
        }
    }

    /** Appends an episode as a session does at its end, and starts again after a conflict. */
    static void append(Persister persister, CassetteId id, Episode episode) throws IOException {
        for (int tries = 1; ; tries++) {
            Optional<Cassette> stored = persister.load(id);
            List<Episode> episodes =
                    new ArrayList<>(stored.map(Cassette::episodes).orElse(List.of()));
            episodes.add(episode);
            try {
                persister.save(stored.orElse(Cassette.of(id, List.of())).withEpisodes(episodes));
                return;
            } catch (CassetteConflictException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static final class ByUri implements PersisterOpener {

        @Override
        public Persister open(String place) {
            return Persisters.open(URI.create(place));
        }
    }
}
