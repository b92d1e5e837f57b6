package io.vcr.anthropic;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import org.junit.jupiter.api.Nested;

class AnthropicTransportContractTest {

    @Nested
    class Execute extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AnthropicTransportClient.of(attachment, false);
        }
    }

    @Nested
    class ExecuteAsync extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return AnthropicTransportClient.of(attachment, true);
        }
    }
}
