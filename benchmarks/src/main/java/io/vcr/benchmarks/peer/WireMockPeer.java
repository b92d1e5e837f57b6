package io.vcr.benchmarks.peer;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import okhttp3.OkHttpClient;

/** WireMock with a stub for each episode that compares the JSON; its request journal is off. */
public final class WireMockPeer implements Peer {

    private final WireMockServer server = server();
    private final ChatClient client;

    WireMockPeer(int episodes) {
        server.start();
        client = new ChatClient(new OkHttpClient(), server.url("/v1/chat/completions"));
        for (int i = 0; i < episodes; i++) {
            server.stubFor(WireMock.post("/v1/chat/completions")
                    .withRequestBody(WireMock.equalToJson(ChatText.request(i)))
                    .willReturn(WireMock.okJson(ChatText.response(i))));
        }
    }

    public static WireMockServer server() {
        return new WireMockServer(WireMockConfiguration.options().dynamicPort().disableRequestJournal());
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
