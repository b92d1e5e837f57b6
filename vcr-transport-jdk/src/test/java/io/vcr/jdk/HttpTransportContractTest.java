package io.vcr.jdk;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;
import org.junit.jupiter.api.Nested;

class HttpTransportContractTest {

    @Nested
    class Blocking extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return HttpTransportClient.of(attachment, true);
        }
    }

    @Nested
    class Async extends TransportContract {

        @Override
        protected TransportClient client(Attachment attachment) {
            return HttpTransportClient.of(attachment, false);
        }
    }
}
