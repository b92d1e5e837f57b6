package io.vcr.benchmarks.suite;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.vcr.benchmarks.peer.WireMockPeer;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests with responses of WireMock, which starts and stops with the class, as in its own extension. */
public final class WireMockTests extends ChatTests {

    private static final OkHttpClient HTTP = new OkHttpClient();

    private static final WireMockServer SERVER = WireMockPeer.server();

    @BeforeAll
    static void start() {
        SERVER.start();
        SERVER.stubFor(WireMock.post("/v1/chat/completions")
                .withRequestBody(WireMock.equalToJson(ChatText.request(0)))
                .willReturn(WireMock.okJson(ChatText.response(0))));
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @Override
    ChatClient client() {
        return new ChatClient(HTTP, SERVER.url("/v1/chat/completions"));
    }
}
