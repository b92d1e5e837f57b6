package io.vcr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The SDK's other client that blocks. Not by the contract of transports: HttpURLConnection itself joins request headers
 * of one name, takes an interim answer for the answer, and in Java 17 a body that is cut for one that has ended.
 */
class UrlConnectionTest {

    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
    private final LoopbackServer server = LoopbackServer.start();

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aCallIsRecordedAndReplayed() throws IOException {
        server.on("/", (request, wire) -> wire.respond("200 OK", "", request.text()));
        AtomicReference<String> answer = new AtomicReference<>();

        assertThat(run(vcr, answer).verdict()).isEqualTo(Verdict.MISS_RECORDED);
        server.close();
        assertThat(run(vcr.toBuilder().mode(RecordMode.NONE).build(), answer).verdict())
                .isEqualTo(Verdict.HIT);

        assertThat(answer).hasValue("content");
    }

    @Test
    void aBodyThatIsCutIsNotRecorded() throws IOException {
        server.on("/", (request, wire) -> {
            wire.head("200 OK", "Content-Length: 10");
            wire.send(new byte[4]);
            wire.cut();
        });

        assertThat(run(vcr, new AtomicReference<>()).counts().dropped()).containsOnly(Map.entry("connection lost", 1));
    }

    private Report run(Vcr configured, AtomicReference<String> answer) throws IOException {
        Session session = configured.open("aws");
        try (SdkHttpClient client = VcrSdkHttpClient.of(session, UrlConnectionHttpClient.create())) {
            HttpExecuteRequest request = HttpExecuteRequest.builder()
                    .request(SdkHttpRequest.builder()
                            .method(SdkHttpMethod.POST)
                            .uri(server.url("/"))
                            .build())
                    .contentStreamProvider(ContentStreamProvider.fromUtf8String("content"))
                    .build();
            try (InputStream body =
                    client.prepareRequest(request).call().responseBody().orElseThrow()) {
                answer.set(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                answer.set("failed: " + e.getMessage());
            }
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
