package io.vcr.benchmarks.peer;

import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import okhttp3.OkHttpClient;
import org.mockserver.configuration.Configuration;
import org.mockserver.configuration.ConfigurationProperties;
import org.mockserver.integration.ClientAndServer;
import org.mockserver.model.HttpRequest;
import org.mockserver.model.HttpResponse;
import org.mockserver.model.JsonBody;
import org.mockserver.model.MediaType;

/** MockServer with an expectation for each episode that compares the JSON; its log is off. */
public final class MockServerPeer implements Peer {

    private final ClientAndServer server;
    private final ChatClient client;

    MockServerPeer(int episodes) {
        server = start();
        for (int i = 0; i < episodes; i++) {
            server.when(HttpRequest.request("/v1/chat/completions")
                            .withMethod("POST")
                            .withBody(JsonBody.json(ChatText.request(i))))
                    .respond(HttpResponse.response()
                            .withContentType(MediaType.APPLICATION_JSON)
                            .withBody(ChatText.response(i)));
        }
        client = new ChatClient(
                new OkHttpClient(), "http://localhost:" + server.getLocalPort() + "/v1/chat/completions");
    }

    public static ClientAndServer start() {
        ConfigurationProperties.disableSystemOut(true);
        ConfigurationProperties.logLevel("OFF");
        Configuration configuration = Configuration.configuration()
                .disableLogging(true)
                .maxLogEntries(1)
                .maxExpectations(100_000);
        return ClientAndServer.startClientAndServer(configuration, 0);
    }

    @Override
    public byte[] ask(byte[] body) throws IOException {
        return client.ask(body);
    }

    @Override
    public void close() {
        server.stop();
    }
}
