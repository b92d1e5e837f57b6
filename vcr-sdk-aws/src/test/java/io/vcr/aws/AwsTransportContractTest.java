package io.vcr.aws;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

class AwsTransportContractTest {

    /** Parallel tests send all their requests at once. */
    private static final int MANY = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Shared, because a group of its own delays the end of a client for two seconds. */
    private static final SdkEventLoopGroup THREADS =
            SdkEventLoopGroup.builder().numberOfThreads(4).build();

    /** The blocking client that services bring. */
    @Nested
    class Apache extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AwsTransportClient.of(attachment);
        }
    }

    /** The async client that services bring. */
    @Nested
    class Netty extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AwsAsyncTransportClient.of(
                    attachment,
                    NettyNioAsyncHttpClient.builder()
                            .eventLoopGroup(THREADS)
                            .maxConcurrency(MANY)
                            .connectionTimeout(PATIENCE)
                            .connectionAcquisitionTimeout(PATIENCE)
                            .readTimeout(PATIENCE)
                            .build());
        }
    }

    @Nested
    @Tag("matrix")
    class Crt extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AwsAsyncTransportClient.of(
                    attachment,
                    AwsCrtAsyncHttpClient.builder()
                            .maxConcurrency(MANY)
                            .connectionTimeout(PATIENCE)
                            .build());
        }
    }
}
