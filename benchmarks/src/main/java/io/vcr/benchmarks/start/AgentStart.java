package io.vcr.benchmarks.start;

import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.http.HttpClient;
import okhttp3.OkHttpClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/** A JVM that does nothing, or that builds clients, with the agent and without. */
public final class AgentStart {

    private AgentStart() {}

    /** Arguments: {@code nothing} or {@code clients}. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("clients")) {
            Clients.build();
        }
        System.exit(0);
    }

    /** A class of its own, so that the other program loads no client. */
    private static final class Clients {
        static void build() throws IOException {
            new OkHttpClient();
            HttpClients.createDefault().close();
            HttpAsyncClients.createDefault().close();
            HttpClient.newHttpClient();
            ((HttpURLConnection) new URL(ChatText.URL).openConnection()).setRequestMethod("GET");
        }
    }
}
