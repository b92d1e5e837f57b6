package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import reactor.netty.resources.ConnectionProvider;

class AzureTransportContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Parallel tests send all their requests at once. */
    private static final ConnectionProvider CONNECTIONS = ConnectionProvider.create("contract", 500);

    private static HttpClient netty() {
        return new NettyAsyncHttpClientBuilder()
                .connectionProvider(CONNECTIONS)
                .responseTimeout(PATIENCE)
                .readTimeout(PATIENCE)
                .build();
    }

    private static HttpClient jdk() {
        return new JdkHttpClientBuilder()
                .responseTimeout(PATIENCE)
                .readTimeout(Duration.ZERO)
                .build();
    }

    abstract static class OverNetty extends TransportContract {

        /** If the final response comes in the same packet, Netty sometimes takes that. */
        @BeforeEach
        void skipWhatDependsOnPackets(TestInfo test) {
            if (test.getDisplayName().startsWith("T1 An interim response")) {
                throw notApplicable("the client itself takes the interim response for the final one");
            }
        }
    }

    @Nested
    class AsyncOverNetty extends OverNetty {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AsyncAzureClient.of(attachment, netty());
        }
    }

    @Nested
    @Tag("matrix")
    class AsyncOverJdk extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AsyncAzureClient.of(attachment, jdk());
        }
    }

    @Nested
    @Tag("matrix")
    class BlockingOverNetty extends OverNetty {

        @Override
        protected TransportClient client(Attachment attachment) {
            return BlockingAzureClient.of(attachment, netty());
        }
    }

    @Nested
    class BlockingOverJdk extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return BlockingAzureClient.of(attachment, jdk());
        }
    }
}
