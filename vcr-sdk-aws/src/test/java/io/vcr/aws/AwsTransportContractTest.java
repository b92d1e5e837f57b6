package io.vcr.aws;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;

/** Over the client that services bring. */
class AwsTransportContractTest extends TransportContract {

    @Override
    protected TransportClient client(Attachment attachment) {
        return AwsTransportClient.of(attachment);
    }
}
