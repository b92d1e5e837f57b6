package io.vcr.spring;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

/** The request factories that Spring Boot detects, and what is below them. */
final class Factories {

    /** Parallel tests open all their responses before they read one. */
    private static final int MANY = 500;

    private static final int TIMEOUT_MILLIS = 30_000;

    private Factories() {}

    /** Makes requests, and cancels the last call of a thread, for which Spring has no method. */
    interface Connections extends Closeable {

        ClientHttpRequestFactory factory();

        /** Cancels the call of the client below; there is none in a replay, whose response can only be closed. */
        Runnable canceller(ClientHttpResponse response) throws IOException;

        @Override
        default void close() throws IOException {}
    }

    static Connections jdk() {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(HttpClient.newHttpClient());
        return new Connections() {
            @Override
            public ClientHttpRequestFactory factory() {
                return factory;
            }

            @Override
            public Runnable canceller(ClientHttpResponse response) throws IOException {
                InputStream body = response.getBody();
                return () -> closeQuietly(body);
            }
        };
    }

    static Connections apache() {
        CloseableHttpClient client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(MANY)
                        .setMaxConnPerRoute(MANY)
                        .build())
                .build();
        ThreadLocal<HttpUriRequestBase> last = new ThreadLocal<>();
        HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory(client) {
            @Override
            protected void postProcessHttpRequest(ClassicHttpRequest request) {
                last.set((HttpUriRequestBase) request);
            }
        };
        factory.setReadTimeout(TIMEOUT_MILLIS);
        return new Connections() {
            @Override
            public ClientHttpRequestFactory factory() {
                return factory;
            }

            @Override
            public Runnable canceller(ClientHttpResponse response) {
                HttpUriRequestBase request = last.get();
                last.remove();
                return request == null ? response::close : request::cancel;
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }

    static Connections simple() {
        ThreadLocal<HttpURLConnection> last = new ThreadLocal<>();
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory() {
            @Override
            protected void prepareConnection(HttpURLConnection connection, String method) throws IOException {
                super.prepareConnection(connection, method);
                last.set(connection);
            }
        };
        factory.setReadTimeout(TIMEOUT_MILLIS);
        return new Connections() {
            @Override
            public ClientHttpRequestFactory factory() {
                return factory;
            }

            @Override
            public Runnable canceller(ClientHttpResponse response) {
                HttpURLConnection connection = last.get();
                last.remove();
                return connection == null ? response::close : connection::disconnect;
            }
        };
    }

    private static void closeQuietly(Closeable body) {
        try {
            body.close();
        } catch (IOException e) {
            // cancelled all the same
        }
    }
}
