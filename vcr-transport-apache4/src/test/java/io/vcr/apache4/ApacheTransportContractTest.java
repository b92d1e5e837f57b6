package io.vcr.apache4;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.Nested;

class ApacheTransportContractTest {

    /** Parallel tests open all their responses before they read one: with 2 connections a host they would wait for ever. */
    private static PoolingHttpClientConnectionManager connections() {
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
        connections.setDefaultMaxPerRoute(500);
        connections.setMaxTotal(500);
        return connections;
    }

    @Nested
    class Classic extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return ApacheTransportClient.of(
                    attachment,
                    HttpClients.custom().setConnectionManager(connections()).build());
        }
    }

    @Nested
    class Async extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AsyncTransportClient.of(attachment);
        }
    }
}
