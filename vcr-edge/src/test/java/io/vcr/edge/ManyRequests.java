package io.vcr.edge;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A program that requests each of its arguments, all at once, and prints the bodies in their order. */
final class ManyRequests {

    private ManyRequests() {}

    static Process start(List<String> urls) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ManyRequests.class.getName()));
        command.addAll(urls);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    public static void main(String[] urls) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (String url : urls) {
            responses.add(
                    client.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()));
        }
        responses.forEach(response -> System.out.println(response.join().body()));
    }
}
