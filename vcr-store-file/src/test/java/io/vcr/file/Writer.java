package io.vcr.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process that appends episodes to one cassette from several threads. */
final class Writer {

    private Writer() {}

    /** Starts the process. Its output goes to a file. */
    static Process start(Path directory, String name, int threads, int episodes, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString(),
                        name,
                        "" + threads,
                        "" + episodes)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Arguments: the directory, a name, threads, episodes for each thread. */
    public static void main(String[] args) throws Exception {
        FilePersister store = FilePersister.of(Path.of(args[0]));
        int threads = Integer.parseInt(args[2]);
        int episodes = Integer.parseInt(args[3]);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = args[1] + "-" + t + "-";
            done.add(executor.submit(() -> {
                for (int i = 0; i < episodes; i++) {
                    Cassettes.append(store, Cassettes.ID, Cassettes.episode(name + i));
                }
                return null;
            }));
        }
        for (Future<?> future : done) {
            future.get();
        }
        executor.shutdown();
    }
}
