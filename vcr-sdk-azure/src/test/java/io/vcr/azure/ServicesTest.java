package io.vcr.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.ai.openai.models.ChatCompletions;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.ai.openai.models.ChatRequestUserMessage;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Services of the SDK over both of its HTTP clients. */
class ServicesTest {

    private static final String CHAT = "/openai/deployments/gpt-4o-mini/chat/completions";
    private static final String KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0";

    private final LoopbackServer server = LoopbackServer.start();
    private final Persister persister = Persisters.inMemory();
    private final Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();

    static Stream<Named<HttpClient>> clients() {
        return Stream.of(
                Named.of("Netty", new NettyAsyncHttpClientBuilder().build()),
                Named.of("JDK", new JdkHttpClientBuilder().build()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a test does with a recorded client. */
    @FunctionalInterface
    private interface Use {
        Object with(HttpClient client) throws Exception;
    }

    /** Records with the server, and replays without it. */
    private Object recordedAndReplayed(HttpClient client, Use use) throws Exception {
        persister.delete(CassetteId.of("azure"));
        int before = server.requests().size();
        Object recorded = run(vcr, client, use, Verdict.MISS_RECORDED);
        int calls = server.requests().size() - before;
        Object replayed = run(vcr.toBuilder().mode(RecordMode.NONE).build(), client, use, Verdict.HIT);
        assertThat(replayed).isEqualTo(recorded);
        assertThat(server.requests()).hasSize(before + calls);
        return recorded;
    }

    private static Object run(Vcr configured, HttpClient client, Use use, Verdict expected) throws Exception {
        Session session = configured.open("azure");
        try {
            Object result = use.with(VcrAzureHttpClient.of(session, client));
            Report report = session.finish(Outcome.PASSED);
            assertThat(report.verdict()).as(report.toString()).isEqualTo(expected);
            return result;
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private List<Episode> stored() throws IOException {
        return persister.load(CassetteId.of("azure")).orElseThrow().episodes();
    }

    /** The SDK sends a key over TLS only, so the test takes TLS away below it. */
    private OpenAIClientBuilder openAi(HttpClient client) {
        return new OpenAIClientBuilder()
                .endpoint(server.url("").replace("http:", "https:"))
                .credential(new AzureKeyCredential(KEY))
                .addPolicy((call, next) -> {
                    call.getHttpRequest()
                            .setUrl(call.getHttpRequest().getUrl().toString().replace("https:", "http:"));
                    return next.process();
                })
                .httpClient(client);
    }

    private static ChatCompletionsOptions question() {
        return new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("Hello?")));
    }

    private static String text(ChatCompletions part) {
        if (part.getChoices() == null || part.getChoices().isEmpty()) {
            return "";
        }
        var choice = part.getChoices().get(0);
        var message = choice.getMessage() == null ? choice.getDelta() : choice.getMessage();
        return message == null || message.getContent() == null ? "" : message.getContent();
    }

    private void answersChats() {
        server.on(CHAT, (request, wire) -> {
            if (!request.text().contains("\"stream\":true")) {
                wire.respond(
                        "200 OK",
                        "Content-Type: application/json",
                        "{\"id\":\"1\",\"created\":1,\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                                + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}],"
                                + "\"usage\":{\"completion_tokens\":1,\"prompt_tokens\":1,\"total_tokens\":2}}");
                return;
            }
            wire.chunked("Content-Type: text/event-stream");
            for (String piece : List.of("H", "i")) {
                wire.chunk("data: {\"id\":\"1\",\"created\":1,\"choices\":[{\"index\":0," + "\"delta\":{\"content\":\""
                        + piece + "\"}}]}\n\n");
            }
            wire.chunk("data: [DONE]\n\n");
            wire.lastChunk();
        });
    }

    @ParameterizedTest
    @MethodSource("clients")
    void chatCompletionsAreReplayed(HttpClient below) throws Exception {
        answersChats();

        assertThat(recordedAndReplayed(
                        below,
                        client -> text(openAi(client).buildClient().getChatCompletions("gpt-4o-mini", question()))))
                .isEqualTo("Hi");
        assertThat(recordedAndReplayed(
                        below,
                        client -> openAi(client)
                                .buildAsyncClient()
                                .getChatCompletions("gpt-4o-mini", question())
                                .map(ServicesTest::text)
                                .block()))
                .isEqualTo("Hi");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void streamsAreReplayedInTheirPieces(HttpClient below) throws Exception {
        answersChats();

        assertThat(recordedAndReplayed(
                        below,
                        client ->
                                openAi(client)
                                        .buildClient()
                                        .getChatCompletionsStream("gpt-4o-mini", question())
                                        .stream()
                                        .map(ServicesTest::text)
                                        .toList()))
                .isEqualTo(List.of("H", "i"));
    }

    /** Over the JDK's client this SDK fails by itself: it takes the array of a buffer that is read-only. */
    @Test
    void asyncStreamsAreReplayedInTheirPieces() throws Exception {
        answersChats();
        HttpClient below = new NettyAsyncHttpClientBuilder().build();

        assertThat(recordedAndReplayed(
                        below,
                        client -> openAi(client)
                                .buildAsyncClient()
                                .getChatCompletionsStream("gpt-4o-mini", question())
                                .map(ServicesTest::text)
                                .collectList()
                                .block()))
                .isEqualTo(List.of("H", "i"));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theKeyIsSentAndNotStored(HttpClient below) throws Exception {
        answersChats();

        recordedAndReplayed(
                below, client -> text(openAi(client).buildClient().getChatCompletions("gpt-4o-mini", question())));

        assertThat(server.request().headers().first("api-key")).contains(KEY);
        assertThat(stored()).hasSize(1).allSatisfy(episode -> {
            assertThat(episode.request().headers().first("api-key").orElse("")).doesNotContain(KEY);
        });
    }

    @ParameterizedTest
    @MethodSource("clients")
    void blobsAreReplayed(HttpClient below) throws Exception {
        String blobHeaders = "ETag: \"0x8\"\nLast-Modified: Sun, 01 Nov 2026 00:00:00 GMT\nx-ms-version: 2025-01-05\n"
                + "x-ms-request-id: 1";
        server.on("/account/box/a.txt", (request, wire) -> {
            if (request.method().equals("PUT")) {
                wire.respond("201 Created", blobHeaders + "\nx-ms-request-server-encrypted: true", "");
            } else {
                wire.respond(
                        "206 Partial Content",
                        blobHeaders + "\nContent-Range: bytes 0-4/5\nx-ms-blob-type: BlockBlob",
                        "hello");
            }
        });
        Use upload = client -> {
            BlobContainerClientBuilder container = new BlobContainerClientBuilder()
                    .endpoint(server.url("/account"))
                    .containerName("box")
                    .credential(new StorageSharedKeyCredential("account", KEY))
                    .httpClient(client);
            container.buildClient().getBlobClient("a.txt").upload(BinaryData.fromString("hello"), true);
            String async = container
                    .buildAsyncClient()
                    .getBlobAsyncClient("a.txt")
                    .downloadContent()
                    .map(BinaryData::toString)
                    .block();
            return container.buildClient().getBlobClient("a.txt").downloadContent() + async;
        };

        assertThat(recordedAndReplayed(below, upload)).isEqualTo("hellohello");
        assertThat(stored())
                .hasSize(3)
                .allSatisfy(episode -> assertThat(episode.request().headers().first("Authorization"))
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aRefusedCallThrowsTheMessageAtTheFirstAttempt(HttpClient below) throws Exception {
        Session session = vcr.toBuilder().mode(RecordMode.NONE).build().open("azure");

        assertThatThrownBy(() -> openAi(VcrAzureHttpClient.of(session, below))
                        .buildClient()
                        .getChatCompletions("gpt-4o-mini", question()))
                .isInstanceOf(HttpResponseException.class)
                .hasMessageContaining("Nothing is recorded for POST ");

        assertThat(session.finish(Outcome.PASSED).counts().refused()).isEqualTo(1);
        assertThat(server.connections()).isZero();
    }
}
