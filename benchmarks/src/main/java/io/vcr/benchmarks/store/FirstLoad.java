package io.vcr.benchmarks.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vcr.benchmarks.work.JsonWalk;
import io.vcr.benchmarks.work.Measured;
import io.vcr.file.FilePersister;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.Yaml;

/** The first load of a JVM: milliseconds from the first line of {@code main} to the result. */
public final class FirstLoad {

    public static final String NAME = "first";
    static final int EPISODES = 5;

    private FirstLoad() {}

    /** Arguments: the reader, and the directory of the cassette. */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        Path directory = Path.of(args[1]);
        boolean right = switch (args[0]) {
            case "vcr" -> Ours.read(directory);
            case "walk" -> Walk.read(directory.resolve("first.json"));
            case "objectmapper" -> Databind.read(directory.resolve("first.json"));
            case "snakeyaml" -> Snake.read(directory.resolve("first.yaml"));
            default -> throw new IllegalArgumentException(args[0]);
        };
        double millis = (System.nanoTime() - start) / 1e6;
        if (!right) {
            throw new IllegalStateException("a wrong answer");
        }
        Measured.report("", millis, Double.NaN);
    }

    /** A class for each reader, so that none loads the classes of another. */
    private static final class Ours {
        static boolean read(Path directory) throws IOException {
            return FilePersister.of(directory)
                            .load(CassetteId.of(NAME))
                            .orElseThrow()
                            .episodes()
                            .size()
                    == EPISODES;
        }
    }

    private static final class Walk {
        static boolean read(Path file) throws IOException {
            byte[] json = Files.readAllBytes(file);
            return JsonWalk.length(json) > json.length / 2;
        }
    }

    private static final class Databind {
        static boolean read(Path file) throws IOException {
            return new ObjectMapper()
                            .readTree(Files.readAllBytes(file))
                            .path("interactions")
                            .size()
                    == EPISODES;
        }
    }

    private static final class Snake {
        static boolean read(Path file) throws IOException {
            return new Yaml().load(Files.readString(file)) != null;
        }
    }
}
