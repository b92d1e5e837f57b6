package io.vcr.benchmarks.start;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.peer.EasyVcrPeer;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.file.FilePersister;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.jdk.VcrUrlConnections;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;

/** The first replay of a JVM: a chat completion from a file. */
public final class FirstReplay {

    private FirstReplay() {}

    /** Arguments: the client, and the directory of the cassette. */
    public static void main(String[] args) throws Exception {
        byte[] answer = switch (args[0]) {
            case "jdk" -> Jdk.ask(Path.of(args[1]));
            case "url" -> Url.ask(Path.of(args[1]));
            case "easyvcr" -> Easy.ask();
            default -> throw new IllegalArgumentException(args[0]);
        };
        System.exit(Arrays.equals(answer, ChatText.responseBytes(0)) ? 0 : 1);
    }

    private static Session session(Path directory) {
        return Vcr.builder(FilePersister.of(directory))
                .mode(RecordMode.NONE)
                .build()
                .open(Samples.ID);
    }

    /** A class for each client, so that none loads the classes of another. */
    private static final class Jdk {
        static byte[] ask(Path directory) throws Exception {
            Session session = session(directory);
            HttpClient client = VcrHttpClient.of(session, HttpClient.newHttpClient());
            HttpRequest request = HttpRequest.newBuilder(URI.create(ChatText.URL))
                    .header("Content-Type", ChatText.JSON)
                    .POST(BodyPublishers.ofByteArray(ChatText.requestBytes(0)))
                    .build();
            byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();
            session.finish(Outcome.PASSED);
            return answer;
        }
    }

    private static final class Url {
        static byte[] ask(Path directory) throws IOException {
            Session session = session(directory);
            HttpURLConnection connection = VcrUrlConnections.of(session).open(new URL(ChatText.URL));
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", ChatText.JSON);
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(ChatText.requestBytes(0));
            }
            byte[] answer;
            try (InputStream in = connection.getInputStream()) {
                answer = in.readAllBytes();
            }
            session.finish(Outcome.PASSED);
            return answer;
        }
    }

    private static final class Easy {
        static byte[] ask() throws IOException {
            try (EasyVcrPeer peer = new EasyVcrPeer(1)) {
                return peer.ask(ChatText.requestBytes(0));
            }
        }
    }
}
