package io.vcr.benchmarks.stream;

import io.vcr.benchmarks.work.ChatText;
import java.net.URI;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** The server that the edge uses, with the same settings, around other handlers. */
public final class JettyServers {

    private static final int THREADS = 200;

    private JettyServers() {}

    /** Reads each request and gives one answer. */
    public static String canned(byte[] answer) {
        return start(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Source.asByteArrayAsync(request, 1 << 20, new Promise.Invocable<>() {
                    @Override
                    public void succeeded(byte[] body) {
                        response.getHeaders().put("Content-Type", ChatText.JSON);
                        response.getHeaders().put("Content-Length", answer.length);
                        response.write(true, ByteBuffer.wrap(answer), callback);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        callback.failed(failure);
                    }
                });
                return true;
            }
        });
    }

    /** Jetty's reverse proxy. */
    static String proxy(String upstream) {
        URI target = URI.create(upstream);
        return start(new ProxyHandler.Reverse(request -> HttpURI.build(request.getHttpURI())
                .scheme(target.getScheme())
                .host(target.getHost())
                .port(target.getPort())
                .asImmutable()));
    }

    private static String start(Handler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setDaemon(true);
        Server server = new Server(threads, new ScheduledExecutorScheduler("timer", true), null);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        ServerConnector connector = new ServerConnector(
                server, 1, 1, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return "http://127.0.0.1:" + connector.getLocalPort();
    }
}
