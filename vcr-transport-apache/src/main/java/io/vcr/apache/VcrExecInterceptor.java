package io.vcr.apache;

import io.vcr.Capture;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Answer;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Records and replays the calls of a classic HttpClient: {@code VcrExecInterceptor.ambient().attachTo(builder)}.
 *
 * <p>It is the first exec interceptor, so it sees responses after redirects, retries and decoding. It does not see the
 * headers that request interceptors add later. A live response reaches the caller as it arrives. Works with HttpClient
 * 5.3 to 5.6. Thread-safe.
 */
public final class VcrExecInterceptor implements ExecChainHandler {

    private final Transport transport;

    VcrExecInterceptor(Transport transport) {
        this.transport = transport;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrExecInterceptor of(Session session) {
        return new VcrExecInterceptor(Transport.of(session));
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link
     * OpenSessions} describes; outside any session it changes nothing.
     *
     * @return an interceptor
     */
    public static VcrExecInterceptor ambient() {
        return new VcrExecInterceptor(Transport.ambient());
    }

    /**
     * Adds this interceptor before those of a builder.
     *
     * @param builder the builder; it is changed
     * @return the builder
     */
    public HttpClientBuilder attachTo(HttpClientBuilder builder) {
        Attachment.byHand(builder);
        return addTo(builder);
    }

    HttpClientBuilder addTo(HttpClientBuilder builder) {
        return builder.addExecInterceptorFirst("vcr", this)
                .addExecInterceptorAfter(Hops.BELOW, "vcr-hops", Hops.CLASSIC);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        OutgoingCall outgoing = new OutgoingCall(request, scope.route);
        return transport.execute(outgoing, new RecordedCall(request, scope, chain, outgoing));
    }

    private record RecordedCall(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, OutgoingCall outgoing)
            implements ClientCall<ClassicHttpResponse, HttpException> {

        @Override
        public ClassicHttpResponse answer(Answer answer) {
            ClassicHttpResponse response = ApacheMessages.response(answer);
            new ReplayedContext(scope.clientContext).fill(answer, scope.route, request, response);
            return response;
        }

        @Override
        public ClassicHttpResponse send() throws IOException, HttpException {
            return chain.proceed(outgoing.toSend(), scope);
        }

        @Override
        public ClassicHttpResponse record(Capture capture) throws IOException, HttpException {
            Hops hops = Hops.begin(scope.clientContext);
            ClassicHttpResponse response;
            try {
                response = send();
            } finally {
                Hops.end(scope.clientContext);
            }
            capture.route(() -> hops.route(response));
            HttpEntity entity = response.getEntity();
            if (response.getCode() == 101) {
                capture.fail("protocol upgrade");
            }
            if (!capture.head(() -> ApacheMessages.head(response, entity))) {
                return response;
            }
            if (entity == null) {
                capture.end();
            } else if (entity.isRepeatable()) {
                // A cached response is repeatable: the caller may read it any number of times.
                capture.data(ByteBuffer.wrap(EntityUtils.toByteArray(entity)));
                capture.end();
            } else {
                response.setEntity(new TeeEntity(entity, capture, scope));
            }
            return response;
        }

        @Override
        public boolean isCancelled() {
            return VcrExecInterceptor.isCancelled(scope);
        }
    }

    static boolean isCancelled(ExecChain.Scope scope) {
        return scope.originalRequest instanceof CancellableDependency call && call.isCancelled();
    }
}
