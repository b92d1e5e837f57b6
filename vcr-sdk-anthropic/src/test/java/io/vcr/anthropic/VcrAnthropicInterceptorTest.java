package io.vcr.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpMethod;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.testkit.server.LoopbackServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VcrAnthropicInterceptorTest {

    /** The thread may be the only one of the common pool, which the other call needs. */
    @Test
    void anAsyncCallThatAnotherSessionMakesTooBlocksNoThread() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(1);
        try (LoopbackServer server = LoopbackServer.start().on("/v1", (request, wire) -> {
                    arrived.countDown();
                    wire.await(both);
                    wire.respond("200 OK", "Content-Type: application/json", "{}");
                });
                HttpClient client = AnthropicTransportClient.bare()) {
            Vcr vcr = Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
            Session first = vcr.open("shared");
            Session second = vcr.open("shared");
            HttpRequest request = HttpRequest.builder()
                    .method(HttpMethod.GET)
                    .baseUrl(server.url("/v1"))
                    .build();
            CompletableFuture<HttpResponse> made =
                    VcrAnthropicInterceptor.of(first).intercept(client).executeAsync(request, RequestOptions.none());
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<CompletableFuture<HttpResponse>> returned = CompletableFuture.supplyAsync(() ->
                    VcrAnthropicInterceptor.of(second).intercept(client).executeAsync(request, RequestOptions.none()));
            CompletableFuture<HttpResponse> shared = returned.get(10, TimeUnit.SECONDS);
            assertThat(shared).isNotDone();
            both.countDown();

            for (CompletableFuture<HttpResponse> response : List.of(made, shared)) {
                try (HttpResponse answered = response.get(10, TimeUnit.SECONDS)) {
                    assertThat(answered.body().readAllBytes()).asString().isEqualTo("{}");
                }
            }
            assertThat(server.requests()).hasSize(1);
            first.finish(Outcome.PASSED);
            second.finish(Outcome.PASSED);
        }
    }

    @Test
    void twoInterceptorsOnOneClientRecordACallOnce() throws Exception {
        Session session =
                Vcr.builder(Persisters.inMemory()).environment(Map.of()).build().open("two");
        try (LoopbackServer server = LoopbackServer.start();
                HttpClient client = VcrAnthropicInterceptor.ambient()
                        .intercept(VcrAnthropicInterceptor.of(session).intercept(AnthropicTransportClient.bare()))) {
            server.on("/", (request, wire) -> wire.respond("200 OK", "", "once"));
            HttpRequest request = HttpRequest.builder()
                    .method(HttpMethod.GET)
                    .baseUrl(server.url("/"))
                    .build();
            try (HttpResponse response = client.execute(request)) {
                assertThat(response.body()).hasContent("once");
            }
            assertThat(session.finish(Outcome.PASSED).counts().live()).isEqualTo(1);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
