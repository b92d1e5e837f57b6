package io.vcr.edge;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.edge.EdgeCall.Way;
import io.vcr.edge.Routing.Nowhere;
import io.vcr.edge.Routing.Own;
import io.vcr.edge.Routing.Route;
import io.vcr.edge.internal.message.EdgeMessages;
import io.vcr.edge.internal.message.Links;
import io.vcr.edge.internal.message.MountCounts;
import io.vcr.edge.internal.message.Reply;
import io.vcr.edge.internal.message.RequestBody;
import io.vcr.edge.internal.socket.Sockets;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.transport.AsyncOutgoingRequest;
import io.vcr.transport.ClientCall;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers the requests to an edge. Thread-safe. */
final class EdgeHandler extends Handler.Abstract {

    private final Mounts mounts;
    private final Counts counts;
    private final TestPaths tests;
    private final Upstream upstream;
    private final OwnPaths own;
    private final EdgeOptions options;
    private final Sockets sockets;

    EdgeHandler(
            Mounts mounts,
            Counts counts,
            TestPaths tests,
            Upstream upstream,
            OwnPaths own,
            EdgeOptions options,
            Sockets sockets) {
        this.sockets = sockets;
        this.mounts = mounts;
        this.counts = counts;
        this.tests = tests;
        this.upstream = upstream;
        this.own = own;
        this.options = options;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Reply reply = new Reply(response, callback);
        Routing routing = mounts.route(
                request.getHttpURI().getPath(), request.getHttpURI().getQuery());
        if (routing instanceof Nowhere nowhere) {
            reply.error(nowhere.status(), nowhere.message());
        } else if (isUpgrade(request) && !isSocket(request)) {
            reply.error(501, "The edge records no upgraded connections but WebSockets");
        } else if (isSocket(request) && !isHandshake(request)) {
            reply.error(400, "The handshake of the WebSocket is not valid");
        } else if (request.getLength() > options.maxRequestBytes()) {
            reply.error(413, tooLarge());
        } else {
            read(request, reply, routing);
        }
        return true;
    }

    private static boolean isUpgrade(Request request) {
        String protocol = request.getHeaders().get("Upgrade");
        return protocol != null && !protocol.toLowerCase(Locale.ROOT).startsWith("h2c");
    }

    private static boolean isSocket(Request request) {
        return "websocket".equalsIgnoreCase(request.getHeaders().get("Upgrade"));
    }

    /** Checked before the API is asked (RFC 6455, section 4.2.1). */
    private static boolean isHandshake(Request request) {
        HttpFields headers = request.getHeaders();
        return request.getMethod().equals("GET")
                && headers.contains("Connection", "upgrade")
                && "13".equals(headers.get("Sec-WebSocket-Version"))
                && headers.contains("Sec-WebSocket-Key");
    }

    private String tooLarge() {
        return "The body of the request is larger than " + options.maxRequestBytes() + " bytes";
    }

    private void read(Request request, Reply reply, Routing routing) {
        RequestBody.read(
                request,
                options.maxRequestBytes(),
                body -> answer(request, body, reply, routing),
                failure -> failed(failure, reply));
    }

    private void answer(Request request, byte[] body, Reply reply, Routing routing) {
        try {
            if (routing instanceof Own path) {
                own.answer(path.path(), request, body, reply);
            } else if (routing instanceof Route route) {
                exchange(request, Body.of(body), route, reply);
            }
        } catch (Throwable e) {
            reply.callback().failed(e);
        }
    }

    private void failed(Throwable failure, Reply reply) {
        if (failure instanceof HttpException invalid) {
            reply.error(invalid.getCode(), "The request is not valid: " + invalid.getReason());
        } else if (failure instanceof TimeoutException) {
            reply.error(408, "The body of the request has not come in time");
        } else if (failure instanceof IllegalStateException) {
            reply.error(413, tooLarge());
        } else {
            reply.callback().failed(failure);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // of a callback that throws nothing
    private void exchange(Request request, Body body, Route route, Reply plain) {
        Optional<Session> session = route.test().flatMap(tests::find);
        MountCounts mount = counts.of(route.mount());
        if (route.test().isPresent() && session.isEmpty()) {
            mount.rejected("unknown test");
            plain.error(400, "The path names a test that is not running: " + route.prefix());
            return;
        }
        if (isSocket(request) && route.mount().aws().isPresent()) {
            mount.rejected("signed WebSocket");
            plain.error(501, "The edge opens no WebSocket at a mount that is signed for AWS");
            return;
        }
        request.addIdleTimeoutListener(timeout -> false); // an API may think for longer
        String edge =
                request.getHttpURI().getScheme() + "://" + request.getHttpURI().getAuthority();
        Reply reply = new Reply(
                plain.response(),
                plain.callback(),
                new Links(url -> mounts.atEdge(url, route, edge), route.mount().links()));
        HttpRequest head = EdgeMessages.request(request, route.uri());
        HttpRequest sent =
                head.withHeaders(passedOn(head.headers(), route.mount())).withBody(body);
        EdgeCall call = new EdgeCall(sent, route.mount(), reply, upstream, mount, options.sendsOutside());
        Transport transport = session.map(Transport::of).orElseGet(Transport::ambient);
        Outgoing outgoing =
                isSocket(request) ? new Outgoing(SocketCall.handshake(head), Body.EMPTY) : new Outgoing(head, body);
        ClientCall<Way, RuntimeException> made =
                isSocket(request) ? new SocketCall(SocketCall.handshake(sent), call, sockets) : call;
        make(transport, outgoing, made).whenComplete((way, failure) -> {
            if (failure instanceof IOException) {
                // A failure that was recorded, or a refusal that is configured to be an exception.
                mount.rejected("no response");
                reply.error(502, EdgeMessages.noResponse(sent, failure));
            } else if (failure != null) {
                reply.callback().failed(failure);
            }
        });
    }

    /** Links can be mapped only in a body that is not encoded. */
    private static Headers passedOn(Headers headers, Mount mount) {
        Headers own = headers.without(OpenSessions.KEY_HEADER);
        return mount.links().isEmpty() ? own : own.without("Accept-Encoding");
    }

    /** A request that waits for the call of another test holds no thread of the server. */
    private static CompletableFuture<Way> make(
            Transport transport, Outgoing outgoing, ClientCall<Way, RuntimeException> call) {
        try {
            return transport.executeWaiting(outgoing, call);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A request whose body has been read. */
    private record Outgoing(HttpRequest head, Body whole) implements AsyncOutgoingRequest {

        @Override
        public CompletionStage<Body> body() {
            return CompletableFuture.completedFuture(whole);
        }
    }
}
