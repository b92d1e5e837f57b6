package io.vcr.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class VcrSdkHttpClientTest {

    private final Session session =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build().open("aws");
    private final LoopbackServer server = LoopbackServer.start();
    private final SdkHttpClient bare = AwsTransportClient.apache5();
    private final SdkHttpClient client = VcrSdkHttpClient.of(session, bare);

    @AfterEach
    void end() {
        session.finish(Outcome.FAILED);
        client.close();
        server.close();
    }

    @Test
    void twoAroundOneClientRecordACallOnce() throws IOException {
        server.on("/", (request, wire) -> wire.respond("200 OK", "", "once"));

        assertThat(text(VcrSdkHttpClient.ambient(client).prepareRequest(get()))).isEqualTo("once");

        assertThat(session.finish(Outcome.PASSED).counts().live()).isEqualTo(1);
    }

    @Test
    void tellsTheServiceTheNameOfTheClientBelow() {
        assertThat(client.clientName()).isEqualTo(bare.clientName());
    }

    /** To the SDK the content is a source of streams, and some have one only. */
    @Test
    void contentIsAskedForOnce() throws IOException {
        server.on("/", (request, wire) -> wire.respond("200 OK", "", request.text()));
        AtomicInteger opened = new AtomicInteger();
        ContentStreamProvider content = () -> {
            opened.incrementAndGet();
            return ContentStreamProvider.fromUtf8String("content").newStream();
        };
        HttpExecuteRequest request = HttpExecuteRequest.builder()
                .request(get().httpRequest().copy(copy -> copy.method(SdkHttpMethod.POST)))
                .contentStreamProvider(content)
                .build();

        assertThat(text(client.prepareRequest(request))).isEqualTo("content");

        assertThat(opened).hasValue(1);
    }

    @Test
    void aCallThatWasAbortedBeforehandReachesNobody() {
        ExecutableHttpRequest call = client.prepareRequest(get());
        call.abort();

        assertThatThrownBy(call::call).isInstanceOf(IOException.class);

        assertThat(server.requests()).isEmpty();
        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("cancelled", 1));
    }

    @Test
    void aCallThatIsAbortedWhileItWaitsIsDropped() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        server.on("/", (request, wire) -> {
            arrived.complete(null);
            wire.await(new CountDownLatch(1));
        });
        ExecutableHttpRequest call = client.prepareRequest(get());
        CompletableFuture<Void> aborted = arrived.thenRunAsync(call::abort);

        assertThatThrownBy(call::call).isInstanceOf(IOException.class);

        aborted.join();
        assertThat(session.finish(Outcome.PASSED).counts().dropped()).containsOnly(Map.entry("cancelled", 1));
    }

    private HttpExecuteRequest get() {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(server.url("/"))
                .build();
        return HttpExecuteRequest.builder().request(request).build();
    }

    private static String text(ExecutableHttpRequest call) throws IOException {
        try (InputStream body = call.call().responseBody().orElseThrow()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
