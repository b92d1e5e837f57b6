package io.vcr.benchmarks;

import io.vcr.benchmarks.work.Measured;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program in a new JVM. Its exit code is 0 if its result is correct. It prints its own measurements; if it prints
 * none, the time from its start to its end counts.
 *
 * @param label the name in the table
 * @param classPath its class path
 * @param options the options of the JVM
 * @param main the program
 * @param arguments the arguments of the program
 */
record ProcessSubject(String label, String classPath, List<String> options, Class<?> main, List<String> arguments)
        implements Subject {

    private static final long MOST_SECONDS = 60;

    static ProcessSubject of(String label, String classPath, Class<?> main, String... arguments) {
        return new ProcessSubject(label, classPath, List.of(), main, List.of(arguments));
    }

    ProcessSubject with(String... newOptions) {
        return new ProcessSubject(label, classPath, List.of(newOptions), main, arguments);
    }

    @Override
    public Map<String, Sample> measure() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp", classPath));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        File output = File.createTempFile("bench", ".txt");
        try {
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
            double millis = (System.nanoTime() - start) / 1e6;
            process.destroyForcibly();
            List<String> lines = Files.readAllLines(output.toPath(), StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(label + " failed:\n" + String.join("\n", lines));
            }
            return samples(lines, millis);
        } finally {
            output.delete();
        }
    }

    private static Map<String, Sample> samples(List<String> lines, double millis) {
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.startsWith(Measured.MARK)) {
                String[] parts = line.split("\t", -1);
                samples.put(parts[1], new Sample(Double.parseDouble(parts[2]), Double.parseDouble(parts[3])));
            }
        }
        return samples.isEmpty() ? Map.of("", new Sample(millis, Double.NaN)) : samples;
    }
}
