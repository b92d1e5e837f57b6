package io.vcr.jdk;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.TransportClient;
import io.vcr.testkit.TransportContract;

class UrlTransportContractTest extends TransportContract {

    @Override
    protected TransportClient client(Attachment attachment) {
        return UrlTransportClient.of(attachment);
    }
}
