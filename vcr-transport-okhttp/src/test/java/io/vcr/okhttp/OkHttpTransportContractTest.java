package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import io.vcr.testkit.server.LoopbackServer;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OkHttpTransportContractTest {

    @BeforeAll
    static void sayWhichVersionRuns() throws ReflectiveOperationException {
        // By reflection, because the compiler copies the constant of the version that it sees.
        System.out.println("OkHttp " + OkHttp.class.getField("VERSION").get(null));
    }

    private static OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(30));
    }

    @Nested
    class Execute extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return OkHttpTransportClient.of(builder().build(), attachment, false);
        }
    }

    @Nested
    class Enqueue extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return OkHttpTransportClient.of(builder().build(), attachment, true);
        }
    }

    @Nested
    class ExecuteOverHttp2 extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return OkHttpTransportClient.of(
                    builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build(), attachment, false);
        }

        @Test
        void theServerIsSpokenToInHttp2() throws Exception {
            try (LoopbackServer server = LoopbackServer.start();
                    TransportClient client = client(new Attachment.Bare());
                    Exchange exchange = client.send(new ClientRequest("GET", server.url("/"), Headers.EMPTY, null))) {
                exchange.head();
                assertThat(server.request().protocol()).isEqualTo("HTTP/2");
            }
        }
    }

    @Nested
    class EnqueueOverHttp2 extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return OkHttpTransportClient.of(
                    builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build(), attachment, true);
        }
    }
}
