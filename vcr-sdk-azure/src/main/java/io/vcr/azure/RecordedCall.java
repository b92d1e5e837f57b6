package io.vcr.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/** One attempt of a call that blocks. Immutable. */
record RecordedCall(HttpClient client, OutgoingCall outgoing, Context context)
        implements ClientCall<HttpResponse, RuntimeException> {

    @Override
    public HttpResponse answer(Answer answer) throws IOException {
        try {
            return asAskedFor(RecordedResponse.answer(outgoing.given(), answer));
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public HttpResponse send() {
        return client.sendSync(outgoing.toSend(), context);
    }

    @Override
    public HttpResponse record(Capture capture) {
        HttpResponse response = send();
        return capture.head(() -> AzureMessages.head(response))
                ? asAskedFor(RecordedResponse.live(outgoing.given(), response, capture))
                : response;
    }

    /** Not {@code block()}, which some threads do not allow: a client that blocks has the body in memory, or none. */
    private HttpResponse asAskedFor(HttpResponse response) {
        return AzureMessages.asAskedFor(response, context).toFuture().join();
    }
}
