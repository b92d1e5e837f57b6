package io.vcr.okhttp;

import io.vcr.testkit.Attachment;
import io.vcr.testkit.SocketClient;
import io.vcr.testkit.SocketContract;

class OkHttpSocketContractTest extends SocketContract {

    @Override
    protected SocketClient client(Attachment attachment) {
        return new OkHttpSocketClient(attachment);
    }
}
