package io.vcr.apache;

import io.vcr.http.Uri;
import io.vcr.spi.Episode.Hop;
import io.vcr.spi.Episode.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChainHandler;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The requests that HttpClient makes of one recorded call, and their responses. An interceptor below the handling of redirects
 * notes them in the context of the call. Thread-safe.
 */
final class Hops {

    private static final String ATTRIBUTE = "io.vcr.hops";

    /** The element of the chain behind which the interceptors stand; without it there are no redirects. */
    static final String BELOW = ChainElement.REDIRECT.name();

    static final ExecChainHandler CLASSIC = (request, scope, chain) -> {
        ClassicHttpResponse response = chain.proceed(request, scope);
        note(scope.clientContext, request, scope.route, response);
        return response;
    };

    static final AsyncExecChainHandler ASYNC = (request, body, scope, chain, callback) -> {
        boolean isRecorded = scope.clientContext.getAttribute(ATTRIBUTE) != null;
        AsyncExecCallback noting = new NotingCallback(callback, scope.clientContext, request, scope.route);
        chain.proceed(request, body, scope, isRecorded ? noting : callback);
    };

    private record Made(HttpRequest request, HttpRoute route, HttpResponse response) {

        Uri uri() {
            return ApacheMessages.uri(request, route.getTargetHost());
        }

        Hop hop() {
            return new Hop(request.getMethod(), uri(), ApacheMessages.head(response, null));
        }
    }

    private final List<Made> made = new ArrayList<>();

    private Hops() {}

    /** Notes the requests of one call. */
    static Hops begin(HttpContext context) {
        Hops hops = new Hops();
        context.setAttribute(ATTRIBUTE, hops);
        return hops;
    }

    static void end(HttpContext context) {
        context.removeAttribute(ATTRIBUTE);
    }

    private static void note(HttpContext context, HttpRequest request, HttpRoute route, HttpResponse response) {
        if (context.getAttribute(ATTRIBUTE) instanceof Hops hops) {
            synchronized (hops) {
                hops.made.add(new Made(request, route, response));
            }
        }
    }

    /** How HttpClient came to a response. */
    synchronized Route route(HttpResponse response) {
        String version = ApacheMessages.version(response);
        if (made.size() < 2) {
            return new Route(List.of(), null, version);
        }
        Made last = made.get(made.size() - 1);
        List<Hop> hops =
                made.subList(0, made.size() - 1).stream().map(Made::hop).toList();
        return new Route(hops, last.uri(), version);
    }

    private record NotingCallback(AsyncExecCallback callback, HttpContext context, HttpRequest request, HttpRoute route)
            implements AsyncExecCallback {

        @Override
        public @Nullable AsyncDataConsumer handleResponse(HttpResponse response, @Nullable EntityDetails entity)
                throws HttpException, IOException {
            note(context, request, route, response);
            return callback.handleResponse(response, entity);
        }

        @Override
        public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
            callback.handleInformationResponse(response);
        }

        @Override
        public void completed() {
            callback.completed();
        }

        @Override
        public void failed(Exception cause) {
            callback.failed(cause);
        }
    }
}
