package io.vcr.apache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.ClientRequest;
import io.vcr.testkit.Exchange;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import io.vcr.testkit.server.LoopbackServer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ApacheTransportContractTest {

    @Nested
    class Classic extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return ClassicTransportClient.of(attachment);
        }
    }

    @Nested
    class Async extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AsyncTransportClient.of(attachment, HttpVersionPolicy.FORCE_HTTP_1);
        }
    }

    @Nested
    class AsyncOverHttp2 extends TransportContract {

        @BeforeEach
        void skipWhatTheClientDoesByChance(TestInfo test) {
            if (test.getDisplayName()
                    .equals("T10 A stream of events that the application closes ends at the server too")) {
                throw notApplicable("the client resets a cancelled stream by chance only, recorded or not");
            }
        }

        @Override
        protected TransportClient client(Attachment attachment) {
            return AsyncTransportClient.of(attachment, HttpVersionPolicy.FORCE_HTTP_2);
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

    /** The client for HTTP/2 only, which has a builder, a pool and a main exec of its own. */
    @Nested
    class Http2Only extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AsyncTransportClient.http2Only(attachment);
        }
    }
}
