package io.vcr.edge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A program in a JVM of its own that calls an API, over h2c. */
final class ClientProgram {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private ClientProgram() {}

    public static void main(String[] arguments) throws Exception {
        String base = arguments[0];
        System.out.println("json " + text(post(base + "/json", "application/json", "{\"say\":\"hello\"}")));
        String multipart = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
                + "the file\r\n--b--\r\n";
        System.out.println("upload " + text(post(base + "/upload", "multipart/form-data; boundary=b", multipart)));
        System.out.println("stream " + hash(get(base + "/stream")));
        System.out.println("frames " + hash(get(base + "/frames")));
        System.out.println("download " + hash(get(base + "/download")));
    }

    private static HttpRequest post(String url, String type, String body) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private static String text(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    private static String hash(HttpRequest request) throws Exception {
        byte[] body = HTTP.send(request, BodyHandlers.ofByteArray()).body();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }
}
