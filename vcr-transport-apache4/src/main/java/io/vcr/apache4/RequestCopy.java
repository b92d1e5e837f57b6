package io.vcr.apache4;

import io.vcr.OpenSessions;
import org.apache.http.HttpEntity;
import org.apache.http.HttpEntityEnclosingRequest;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.concurrent.Cancellable;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;

/** The request that is sent for one of a caller, who may send its own again. Confined to one thread. */
final class RequestCopy {

    private RequestCopy() {}

    static @Nullable HttpEntity entity(HttpRequest request) {
        return request instanceof HttpEntityEnclosingRequest enclosing ? enclosing.getEntity() : null;
    }

    /** A copy if the request must change; the request itself if not. */
    static HttpRequest of(HttpRequest given, @Nullable HttpEntity read) {
        if (read == null && !given.containsHeader(OpenSessions.KEY_HEADER)) {
            return given;
        }
        HttpRequest sent = given instanceof HttpEntityEnclosingRequest enclosing
                ? new EnclosingCopy(enclosing, read == null ? enclosing.getEntity() : read)
                : new Copy(given);
        sent.setHeaders(given.getAllHeaders());
        sent.removeHeaders(OpenSessions.KEY_HEADER);
        copyParams(given, sent);
        return sent;
    }

    /** The configuration of requests that are written for HttpClient 4.2. */
    @SuppressWarnings("deprecation")
    private static void copyParams(HttpRequest from, HttpRequest to) {
        to.setParams(from.getParams());
    }

    /** What HttpClient asks the request of a caller for, besides the message. */
    private interface OfCaller extends HttpExecutionAware, Configurable {

        HttpRequest given();

        @Override
        default boolean isAborted() {
            return given() instanceof HttpExecutionAware call && call.isAborted();
        }

        @Override
        default void setCancellable(@Nullable Cancellable exchange) {
            if (given() instanceof HttpExecutionAware call) {
                call.setCancellable(exchange);
            }
        }

        @Override
        default @Nullable RequestConfig getConfig() {
            return given() instanceof Configurable configurable ? configurable.getConfig() : null;
        }
    }

    private static final class Copy extends BasicHttpRequest implements OfCaller {

        private final HttpRequest given;

        Copy(HttpRequest given) {
            super(given.getRequestLine());
            this.given = given;
        }

        @Override
        public HttpRequest given() {
            return given;
        }
    }

    private static final class EnclosingCopy extends BasicHttpEntityEnclosingRequest implements OfCaller {

        private final HttpRequest given;

        EnclosingCopy(HttpRequest given, @Nullable HttpEntity entity) {
            super(given.getRequestLine());
            this.given = given;
            setEntity(entity);
        }

        @Override
        public HttpRequest given() {
            return given;
        }
    }
}
