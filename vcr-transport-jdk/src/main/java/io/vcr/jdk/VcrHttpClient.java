package io.vcr.jdk;

import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.transport.Transport;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Records and replays the calls of a {@code java.net.http.HttpClient}:
 * {@code VcrHttpClient.ambient(HttpClient.newHttpClient())}.
 *
 * <p>It wraps a client, so it sees responses after redirects and authentication. A live response reaches the caller as
 * it arrives; a replay runs on a background thread. It reads a request body to its end before it decides. WebSockets of
 * its {@code newWebSocketBuilder()} are recorded and replayed too. Pushed responses pass through. Thread-safe.
 */
public final class VcrHttpClient extends HttpClient {

    private final HttpClient client;
    private final Transport transport;

    private VcrHttpClient(HttpClient client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * Returns a client for one session.
     *
     * @param session decides on every call; after its end every call is refused
     * @param client makes the live calls
     * @return a client
     */
    public static HttpClient of(Session session, HttpClient client) {
        return wrapped(client, Transport.of(session));
    }

    /**
     * Returns a builder of clients for one session, for SDKs that take a builder.
     *
     * @param session decides on every call; after its end every call is refused
     * @param builder builds the clients that make the live calls
     * @return a builder
     */
    public static HttpClient.Builder of(Session session, HttpClient.Builder builder) {
        return wrapped(builder, Transport.of(session));
    }

    /**
     * Returns a client that many tests share. It finds the session of each call as {@link OpenSessions} describes, on
     * the thread that calls {@code send} or {@code sendAsync}; outside any session it changes nothing.
     *
     * @param client makes the live calls
     * @return a client
     */
    public static HttpClient ambient(HttpClient client) {
        return wrapped(client, Transport.ambient());
    }

    /**
     * Returns a builder of clients that many tests share, for SDKs that take a builder.
     *
     * @param builder builds the clients that make the live calls
     * @return a builder
     */
    public static HttpClient.Builder ambient(HttpClient.Builder builder) {
        return wrapped(builder, Transport.ambient());
    }

    /** Wraps a client once: the agent may have wrapped it already. The outer adapter would decide in any case. */
    static HttpClient wrapped(HttpClient client, Transport transport) {
        return new VcrHttpClient(client instanceof VcrHttpClient ours ? ours.client : client, transport);
    }

    /** A proxy, because later releases of Java add methods to the interface. */
    private static HttpClient.Builder wrapped(HttpClient.Builder builder, Transport transport) {
        Class<?> type = HttpClient.Builder.class;
        return (HttpClient.Builder) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(builder, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    return result instanceof HttpClient client
                            ? wrapped(client, transport)
                            : result == builder ? proxy : result;
                });
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> response = execute(
                request, handler, true, (sent, tee) -> CompletableFuture.completedFuture(client.send(sent, tee)));
        try {
            return response.get();
        } catch (InterruptedException e) {
            response.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw cause instanceof IOException failure ? failure : new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return executeAsync(request, handler, client::sendAsync);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushed) {
        return executeAsync(request, handler, (sent, tee) -> client.sendAsync(sent, tee, pushed));
    }

    private <T> CompletableFuture<HttpResponse<T>> executeAsync(
            HttpRequest request, BodyHandler<T> handler, RecordedCall.Sender<T> sender) {
        try {
            return execute(request, handler, false, sender);
        } catch (IOException | InterruptedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is not
    private <T> CompletableFuture<HttpResponse<T>> execute(
            HttpRequest request, BodyHandler<T> handler, boolean callerWaits, RecordedCall.Sender<T> sender)
            throws IOException, InterruptedException {
        OutgoingCall outgoing = new OutgoingCall(request, callerWaits);
        RecordedCall<T> call = new RecordedCall<>(outgoing, handler, sender, client.cookieHandler());
        CompletableFuture<CompletableFuture<HttpResponse<T>>> made =
                callerWaits ? transport.executeWaiting(outgoing, call) : transport.executeAsync(outgoing, call);
        if (made.isDone() && !made.isCompletedExceptionally()) {
            return made.join();
        }
        return CallFuture.of(made.thenCompose(response -> response), () -> {
            outgoing.cancel();
            made.thenAccept(response -> response.cancel(true));
        });
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new SocketBuilder(client.newWebSocketBuilder(), transport);
    }

    /** Lets the client end when its calls have ended. Since Java 21, as the methods below. */
    public void shutdown() {
        lifecycle(RuntimeException.class, "shutdown");
    }

    /**
     * Waits for the end of the client.
     *
     * @param duration how long to wait
     * @return true if the client has ended
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitTermination(Duration duration) throws InterruptedException {
        return Boolean.TRUE.equals(lifecycle(InterruptedException.class, "awaitTermination", duration));
    }

    /**
     * Tells whether the client has ended.
     *
     * @return true if it makes no more calls
     */
    public boolean isTerminated() {
        return Boolean.TRUE.equals(lifecycle(RuntimeException.class, "isTerminated"));
    }

    /** Ends the client and cancels its calls. */
    public void shutdownNow() {
        lifecycle(RuntimeException.class, "shutdownNow");
    }

    /** Calls a method that HttpClient has since Java 21; its {@code close} is made of them. */
    private <X extends Exception> @Nullable Object lifecycle(Class<X> throwable, String name, Object... arguments)
            throws X {
        Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
        try {
            return HttpClient.class.getMethod(name, types).invoke(client, arguments);
        } catch (InvocationTargetException e) {
            if (throwable.isInstance(e.getCause())) {
                throw throwable.cast(e.getCause());
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("HttpClient." + name + " needs Java 21", e);
        }
    }
}
