package io.vcr.spring;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

class SpringTransportContractTest {

    @Nested
    class RestClientOverJdk extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return BlockingTransportClient.restClient(attachment, Factories.jdk());
        }
    }

    @Nested
    @Tag("matrix")
    class RestClientOverApache extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return BlockingTransportClient.restClient(attachment, Factories.apache());
        }
    }

    @Nested
    @Tag("matrix")
    class RestClientOverHttpUrlConnection extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return BlockingTransportClient.restClient(attachment, Factories.simple());
        }
    }

    @Nested
    @Tag("matrix")
    class RestTemplateOverJdk extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return BlockingTransportClient.restTemplate(attachment, Factories.jdk());
        }
    }

    @Nested
    class WebClientOverReactorNetty extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return ReactiveTransportClient.of(
                    attachment,
                    new ReactorClientHttpConnector(HttpClient.create(ConnectionProvider.create("test", 500))));
        }
    }

    @Nested
    @Tag("matrix")
    class WebClientOverJdk extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return ReactiveTransportClient.of(attachment, new JdkClientHttpConnector());
        }
    }

    @Nested
    @Tag("matrix")
    class WebClientOverApache extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return ReactiveTransportClient.of(attachment, new HttpComponentsClientHttpConnector(apache()));
        }

        private static CloseableHttpAsyncClient apache() {
            return HttpAsyncClients.custom()
                    .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                            .setMaxConnTotal(500)
                            .setMaxConnPerRoute(500)
                            .build())
                    .build();
        }
    }

    @Nested
    @Tag("matrix")
    class WebClientOverJetty extends TransportContract {

        @BeforeEach
        void skipWhatIsNotDone(TestInfo test) {
            if (test.getDisplayName()
                    .equals("T10 A stream of events that the application closes ends at the server too")) {
                throw notApplicable("the connection of a stream that is closed ends with the client; see README");
            }
        }

        @Override
        protected TransportClient client(Attachment attachment) {
            org.eclipse.jetty.client.HttpClient jetty = new org.eclipse.jetty.client.HttpClient();
            jetty.setMaxConnectionsPerDestination(500);
            return ReactiveTransportClient.of(attachment, new JettyClientHttpConnector(jetty));
        }
    }
}
