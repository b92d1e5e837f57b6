package com.acme.shop;

import com.sun.net.httpserver.HttpServer;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The client that all tests share, and a provider that takes its time. */
final class Shop {

    static final InetSocketAddress PROVIDER = provider();

    /** Reaches the provider as its proxy, so that a recorded URL does not depend on the port that was free. */
    private static final OkHttpClient CLIENT = VcrInterceptor.ambient()
            .attachTo(new OkHttpClient.Builder()
                    .proxy(new Proxy(Proxy.Type.HTTP, PROVIDER))
                    .build());

    private Shop() {}

    private static InetSocketAddress provider() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", exchange -> {
                try (exchange) {
                    TimeUnit.MILLISECONDS.sleep(300);
                    byte[] body = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.start();
            return server.getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String get(String path) throws IOException {
        return get("http://shop.example", path);
    }

    static String get(String server, String path) throws IOException {
        Request request = new Request.Builder().url(server + path).build();
        try (Response response = CLIENT.newCall(request).execute()) {
            return response.body().string();
        }
    }
}
