package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache.VcrAsyncExecInterceptor;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.jdk.VcrUrlConnections;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each client fails in a replay as it failed when it was recorded. */
class FailuresTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** The clients, with a time limit for a response. */
    private enum Client {
        OKHTTP {
            @Override
            void get(String url, Session session) throws Exception {
                OkHttpClient client = new OkHttpClient.Builder()
                        .readTimeout(PATIENCE)
                        .addInterceptor(VcrInterceptor.of(session))
                        .build();
                try (Response response =
                        client.newCall(new Request.Builder().url(url).build()).execute()) {
                    response.body().bytes();
                }
            }
        },
        APACHE {
            @Override
            void get(String url, Session session) throws Exception {
                HttpGet request = new HttpGet(url);
                request.setConfig(config());
                try (CloseableHttpClient client = VcrExecInterceptor.of(session)
                        .attachTo(HttpClients.custom().disableAutomaticRetries())
                        .build()) {
                    client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
                }
            }
        },
        APACHE_ASYNC {
            @Override
            void get(String url, Session session) throws Exception {
                SimpleHttpRequest request = SimpleRequestBuilder.get(url).build();
                request.setConfig(config());
                try (CloseableHttpAsyncClient client = VcrAsyncExecInterceptor.of(session)
                        .attachTo(HttpAsyncClients.custom().disableAutomaticRetries())
                        .build()) {
                    client.start();
                    client.execute(request, null).get();
                }
            }
        },
        JDK {
            @Override
            void get(String url, Session session) throws Exception {
                client(session).send(request(url), BodyHandlers.ofByteArray());
            }
        },
        JDK_ASYNC {
            @Override
            void get(String url, Session session) throws Exception {
                client(session)
                        .sendAsync(request(url), BodyHandlers.ofByteArray())
                        .get();
            }
        },
        HTTP_URL_CONNECTION {
            @Override
            void get(String url, Session session) throws Exception {
                HttpURLConnection connection = VcrUrlConnections.of(session).open(new URL(url));
                connection.setReadTimeout((int) PATIENCE.toMillis());
                try (InputStream body = connection.getInputStream()) {
                    body.readAllBytes();
                }
            }
        };

        abstract void get(String url, Session session) throws Exception;

        private static RequestConfig config() {
            return RequestConfig.custom()
                    .setResponseTimeout(org.apache.hc.core5.util.Timeout.of(PATIENCE))
                    .build();
        }

        private static java.net.http.HttpClient client(Session session) {
            return VcrHttpClient.of(session, java.net.http.HttpClient.newHttpClient());
        }

        private static HttpRequest request(String url) {
            return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        }
    }

    /** A server for one failure; returns its URL. */
    private enum Trouble {
        NO_ANSWER_IN_TIME {
            @Override
            String url(Connections connections) {
                return connections.serve(socket -> {});
            }
        },
        STREAM_THAT_STOPS {
            @Override
            String url(Connections connections) {
                return connections.serve(socket -> write(
                        socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Type: text/plain\r\n\r\n12345"));
            }
        },
        RESET_DURING_HEADERS {
            @Override
            String url(Connections connections) {
                return connections.serve(socket -> {
                    write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
                    socket.setSoLinger(true, 0);
                    socket.close();
                });
            }
        },
        TLS_THAT_IS_NONE {
            @Override
            String url(Connections connections) {
                return connections
                        .serve(socket -> {
                            write(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                            socket.close();
                        })
                        .replace("http://", "https://");
            }
        },
        UNKNOWN_HOST {
            @Override
            String url(Connections connections) {
                return "http://no-such-host.invalid/";
            }
        },
        NO_SERVER {
            @Override
            String url(Connections connections) throws IOException {
                String url = connections.serve(socket -> {});
                connections.close();
                return url;
            }
        };

        abstract String url(Connections connections) throws IOException;

        static void write(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }

    /** The JDK's client has no time limit for a body. */
    static Stream<Arguments> clientsAndTroubles() {
        return Stream.of(Client.values())
                .flatMap(client -> Stream.of(Trouble.values())
                        .filter(trouble -> trouble != Trouble.STREAM_THAT_STOPS
                                || !client.name().startsWith("JDK"))
                        .map(trouble -> Arguments.of(client, trouble)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("clientsAndTroubles")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aReplayFailsLikeTheRecording(Client client, Trouble trouble) throws Exception {
        Vcr recorder = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .record(Recorded.ERRORS)
                .build();
        String url;
        Throwable recorded;
        try (Connections connections = new Connections()) {
            url = trouble.url(connections);
            Session session = recorder.open("failure");
            recorded = failure(client, url, session);
            assertThat(session.finish(Outcome.PASSED).counts().dropped()).isEmpty();
        }

        Session session = recorder.toBuilder().mode(RecordMode.NONE).build().open("failure");
        Throwable replayed = failure(client, url, session);
        Report report = session.finish(Outcome.PASSED);

        assertThat(recorded).isInstanceOf(IOException.class);
        assertThat(replayed).hasSameClassAs(recorded).hasMessage(recorded.getMessage());
        assertThat(report.counts().replayed()).isEqualTo(1);
        assertThat(report.refusals()).isEmpty();
    }

    private static Throwable failure(Client client, String url, Session session) {
        Throwable failure = catchThrowable(() -> client.get(url, session));
        return failure instanceof ExecutionException || failure instanceof CompletionException
                ? failure.getCause()
                : failure;
    }

    /** Accepts connections and reads a little of each request before it misbehaves. */
    private static final class Connections implements AutoCloseable {

        /** Does something bad to a connection. */
        interface Misbehaviour {
            void on(Socket socket) throws IOException;
        }

        private final List<AutoCloseable> open = new ArrayList<>();

        synchronized String serve(Misbehaviour misbehaviour) {
            try {
                ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                open.add(listener);
                Thread acceptor = new Thread(() -> accept(listener, misbehaviour), "misbehaving-server");
                acceptor.setDaemon(true);
                acceptor.start();
                return "http://127.0.0.1:" + listener.getLocalPort() + "/";
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void accept(ServerSocket listener, Misbehaviour misbehaviour) {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    synchronized (this) {
                        open.add(socket);
                    }
                    socket.getInputStream().read(new byte[4096]);
                    misbehaviour.on(socket);
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        @Override
        public synchronized void close() throws IOException {
            for (AutoCloseable each : open) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        }
    }
}
