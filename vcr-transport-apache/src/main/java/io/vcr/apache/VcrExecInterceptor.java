package io.vcr.apache;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of a classic HttpClient: {@code VcrExecInterceptor.ambient().attachTo(builder)}.
 *
 * <p>The first exec interceptor: it sees what the caller sees, with redirects followed, failures retried and bodies
 * decoded, and not the headers that request interceptors add on the way to the wire. A response reaches the caller as it
 * arrives. Works with HttpClient 5.5 and 5.6. Thread-safe.
 */
public final class VcrExecInterceptor implements ExecChainHandler {

    private final @Nullable Session session;

    private VcrExecInterceptor(@Nullable Session session) {
        this.session = session;
    }

    /**
     * Returns an interceptor for the client of one session.
     *
     * @param session decides on every call of the client; after its end every call is refused
     * @return an interceptor
     */
    public static VcrExecInterceptor of(Session session) {
        return new VcrExecInterceptor(session);
    }

    /**
     * Returns an interceptor for a client that many tests share. It finds the session of each call as {@link
     * OpenSessions} describes; outside any session it changes nothing.
     *
     * @return an interceptor
     */
    public static VcrExecInterceptor ambient() {
        return new VcrExecInterceptor(null);
    }

    /**
     * Adds this interceptor in front of those that a builder has.
     *
     * @param builder the builder; it is changed
     * @return the builder
     */
    public HttpClientBuilder attachTo(HttpClientBuilder builder) {
        return builder.addExecInterceptorFirst("vcr", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (Decided.on(scope.clientContext, scope.exchangeId)) {
            return chain.proceed(request, scope);
        }
        OutgoingRequest outgoing = new OutgoingRequest(request, scope.route);
        Decision decision = decide(outgoing);
        if (decision instanceof Decision.Replay replay) {
            return answered(request, scope, replay.episode().response(), replay.open());
        }
        if (decision instanceof Decision.Refuse refuse) {
            HttpResponse answer = refuse.answer();
            return answered(request, scope, answer, answer.body().stream());
        }
        if (decision instanceof Decision.Live live) {
            return recorded(chain, outgoing, scope, live.capture());
        }
        return proceeded(chain, outgoing, scope);
    }

    private Decision decide(OutgoingRequest outgoing) throws IOException {
        try {
            return OpenSessions.decide(outgoing.key(), session, null, outgoing::head, outgoing::body);
        } catch (UncheckedIOException e) {
            throw e.getCause(); // the request body cannot be read
        }
    }

    private static ClassicHttpResponse answered(
            ClassicHttpRequest request, ExecChain.Scope scope, HttpResponse answer, InputStream body) {
        ClassicHttpResponse response = ApacheMessages.response(request.getMethod(), answer, body);
        scope.clientContext.setRoute(scope.route);
        scope.clientContext.setRequest(request);
        scope.clientContext.setResponse(response);
        return response;
    }

    private static ClassicHttpResponse recorded(
            ExecChain chain, OutgoingRequest outgoing, ExecChain.Scope scope, Capture capture)
            throws IOException, HttpException {
        ClassicHttpResponse response;
        try {
            response = proceeded(chain, outgoing, scope);
        } catch (IOException | HttpException | RuntimeException | Error e) {
            capture.fail(reason(e, scope));
            throw e;
        }
        if (response.getCode() == 101) {
            capture.fail("protocol upgrade");
            return response;
        }
        try {
            capture.head(ApacheMessages.head(response, response.getEntity()));
        } catch (IllegalArgumentException e) {
            capture.fail("a header that cannot be stored"); // HttpClient reads some that no server should send
            return response;
        }
        record(response, capture, scope);
        return response;
    }

    private static void record(ClassicHttpResponse response, Capture capture, ExecChain.Scope scope)
            throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            capture.end();
        } else if (entity.isRepeatable()) {
            entity.writeTo(new CapturingStream(capture)); // of a cache: the caller may read it any number of times
            capture.end();
        } else {
            response.setEntity(new TeeEntity(entity, capture, scope));
        }
    }

    private static ClassicHttpResponse proceeded(ExecChain chain, OutgoingRequest outgoing, ExecChain.Scope scope)
            throws IOException, HttpException {
        try (Decided decided = new Decided(scope.clientContext, scope.exchangeId)) {
            return chain.proceed(outgoing.toSend(), scope);
        }
    }

    static String reason(Throwable failure, ExecChain.Scope scope) {
        return reason(failure, isCancelled(scope));
    }

    static String reason(Throwable failure, boolean cancelled) {
        if (failure instanceof SocketTimeoutException || failure instanceof ConnectionRequestTimeoutException) {
            return "timeout";
        }
        if (cancelled || failure instanceof InterruptedIOException) {
            return "cancelled"; // also of a thread that was interrupted, or of a client that is closed
        }
        return failure instanceof IOException
                ? "connection lost"
                : failure.getClass().getSimpleName();
    }

    static boolean isCancelled(ExecChain.Scope scope) {
        return scope.originalRequest instanceof CancellableDependency call && call.isCancelled();
    }

    private static final class CapturingStream extends OutputStream {

        private final Capture capture;

        CapturingStream(Capture capture) {
            this.capture = capture;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            capture.data(bytes, offset, length);
        }
    }
}
