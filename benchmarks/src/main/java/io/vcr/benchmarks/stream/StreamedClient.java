package io.vcr.benchmarks.stream;

import io.vcr.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A client that reads a response as it arrives. Each is a class of its own, so that none loads the classes of another. */
interface StreamedClient {

    /**
     * Reads a response with a new client.
     *
     * @param url the URL of the response
     * @param arrived gets the number of bytes of each piece when it arrives
     * @throws Exception if the response cannot be read
     */
    void read(String url, IntConsumer arrived) throws Exception;

    /**
     * Returns a client.
     *
     * @param name the name of the client
     * @param session records what is read; null for the client alone
     */
    static StreamedClient of(String name, @Nullable Session session) {
        return switch (name) {
            case "okhttp" -> new BlockingClients.OverOkHttp(session);
            case "apache" -> new BlockingClients.OverApache(session);
            case "apache4" -> new BlockingClients.OverApache4(session);
            case "jdk" -> new BlockingClients.OverJdk(session);
            case "rest-client" -> new BlockingClients.OverRestClient(session);
            case "aws" -> new BlockingClients.OverAws(session);
            case "anthropic" -> new BlockingClients.OverAnthropic(session);
            case "apache-async" -> new AsyncClients.OverApache(session);
            case "apache4-async" -> new AsyncClients.OverApache4(session);
            case "web-client" -> new AsyncClients.OverWebClient(session);
            case "aws-async" -> new AsyncClients.OverAws(session);
            case "azure" -> new AsyncClients.OverAzure(session);
            default -> throw new IllegalArgumentException(name);
        };
    }

    static void read(InputStream in, IntConsumer arrived) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            arrived.accept(n);
        }
    }
}
