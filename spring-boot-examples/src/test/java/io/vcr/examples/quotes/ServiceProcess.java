package io.vcr.examples.quotes;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The service in a JVM of its own, which has none of the jars of the recorder. */
record ServiceProcess(Process process, String url) implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile(".*Tomcat started on port (\\d+).*");
    private static final Pattern RECORDER =
            Pattern.compile(".*[/\\\\]vcr-[^/\\\\]+(?:\\.jar|[/\\\\]target[/\\\\]classes)");

    /** Waits until the service listens. The settings are those of Spring Boot's command line. */
    static ServiceProcess start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                QuotesApplication.class.getName(),
                "--server.port=0"));
        command.addAll(List.of(settings));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        List<String> log = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            log.add(line);
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) {
                return new ServiceProcess(process, "http://localhost:" + listens.group(1));
            }
        }
        throw new IOException("The service does not start:\n" + String.join("\n", log));
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !RECORDER.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
