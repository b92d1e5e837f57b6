package io.vcr.apache4;

import io.vcr.Capture;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.BasicHttpContext;
import org.apache.http.protocol.HttpContext;
import org.apache.http.util.EntityUtils;
import org.jspecify.annotations.Nullable;

/** One call of a client. Immutable. */
record RecordedCall(
        CloseableHttpClient client,
        HttpHost target,
        HttpRequest request,
        @Nullable HttpContext context,
        OutgoingCall outgoing)
        implements ClientCall<CloseableHttpResponse, RuntimeException> {

    @Override
    public CloseableHttpResponse answer(Answer answer) {
        CloseableHttpResponse response = ApacheMessages.response(answer);
        if (context != null) {
            ApacheMessages.configure(context, request, client);
            ApacheMessages.fill(context, target, request, response, answer.route());
        }
        return response;
    }

    @Override
    public CloseableHttpResponse send() throws IOException {
        return client.execute(target, outgoing.toSend(), context);
    }

    @Override
    public CloseableHttpResponse record(Capture capture) throws IOException {
        HttpContext own = context == null ? new BasicHttpContext() : context; // as the client makes one
        CloseableHttpResponse response = client.execute(target, outgoing.toSend(), own);
        capture.route(() -> ApacheMessages.route(own, response));
        HttpEntity entity = response.getEntity();
        if (response.getStatusLine().getStatusCode() == 101) {
            capture.fail("protocol upgrade");
        }
        if (!capture.head(() -> ApacheMessages.head(response))) {
            return response;
        }
        if (entity == null) {
            capture.end();
            return response;
        }
        if (entity.isRepeatable()) {
            // A cached response is repeatable: the caller may read it any number of times.
            capture.data(ByteBuffer.wrap(EntityUtils.toByteArray(entity)));
            capture.end();
            return response;
        }
        return new TeeResponse(response, entity, capture, this::isCancelled);
    }

    @Override
    public boolean isCancelled() {
        return request instanceof HttpExecutionAware call && call.isAborted();
    }
}
