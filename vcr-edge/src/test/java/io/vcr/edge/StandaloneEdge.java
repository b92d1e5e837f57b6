package io.vcr.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The edge in a JVM of its own. */
final class StandaloneEdge implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("\\[VCR EDGE] listens on (http://[^,]+),.*");

    private final Process process;
    private final BufferedReader output;
    private final String url;

    private StandaloneEdge(Process process) throws IOException {
        this.process = process;
        this.output = process.inputReader();
        String first = String.valueOf(output.readLine());
        Matcher listens = LISTENS.matcher(first);
        if (!listens.matches()) {
            throw new IOException(first);
        }
        this.url = listens.group(1);
    }

    static StandaloneEdge start(Path store, String api, String... options) throws IOException {
        return start(store.toUri().toString(), api, options);
    }

    static StandaloneEdge start(String store, String api, String... options) throws IOException {
        List<String> command = new ArrayList<>(command());
        command.add(1, "-XX:TieredStopAtLevel=1");
        command.addAll(List.of("--mount", "api=" + api, "--store", store, "--port", "0"));
        command.addAll(Arrays.asList(options));
        ProcessBuilder java = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        java.environment().keySet().removeIf(name -> name.startsWith("VCR_"));
        return new StandaloneEdge(java.start());
    }

    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    String url() {
        return url;
    }

    /** Ends it as a shell does, and returns what it has printed. */
    List<String> stop() throws IOException, InterruptedException {
        process.toHandle().destroy(); // unlike Process.destroy it leaves the output open
        List<String> lines = output.lines().toList();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException("The edge does not end");
        }
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
