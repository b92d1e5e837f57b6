package io.vcr.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpMethod;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.testkit.server.LoopbackServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VcrAnthropicInterceptorTest {

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
