package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.anthropic.VcrAnthropicInterceptor;
import io.vcr.aws.VcrSdkHttpClient;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** SDKs whose connection fails, recorded with {@code vcr.record = errors}: a replay has the same attempts and exceptions. */
class SdkConnectionTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** The SDKs, each with a time limit for a response. */
    private enum Subject {
        OPENAI {
            @Override
            Sdk at(String url) {
                return new OpenAiChat(OpenAIOkHttpClient.builder()
                        .addInterceptor(VcrInterceptor.ambient())
                        .baseUrl(url + "/v1")
                        .apiKey("no-key-needed")
                        .timeout(PATIENCE)
                        .sleeper(new RecordedSleeper(duration -> {}))
                        .build());
            }
        },
        ANTHROPIC {
            @Override
            Sdk at(String url) {
                return new AnthropicSdk(AnthropicOkHttpClient.builder()
                        .addInterceptor(VcrAnthropicInterceptor.ambient())
                        .baseUrl(url)
                        .apiKey("no-key-needed")
                        .timeout(PATIENCE)
                        .sleeper(new RecordedSleeper(duration -> {}))
                        .build());
            }
        },
        BEDROCK {
            @Override
            Sdk at(String url) {
                return new Bedrock(BedrockRuntimeClient.builder()
                        .httpClient(VcrSdkHttpClient.ambient(Apache5HttpClient.builder()
                                .socketTimeout(PATIENCE)
                                .build()))
                        .region(Region.US_EAST_1)
                        .endpointOverride(URI.create(url))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("no-key", "needed")))
                        .overrideConfiguration(overrides -> overrides.retryStrategy(new VisibleBackOff(duration -> {})))
                        .build());
            }
        };

        abstract Sdk at(String url);
    }

    /** What the server does with each connection. */
    private enum Trouble {
        NO_ANSWER_IN_TIME("http") {
            @Override
            void treat(Socket socket) {}
        },
        RESET_DURING_HEADERS("http") {
            @Override
            void treat(Socket socket) throws IOException {
                socket.getInputStream().read();
                write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
                socket.setSoLinger(true, 0);
                socket.close();
            }
        },
        TLS_THAT_IS_NONE("https") {
            @Override
            void treat(Socket socket) throws IOException {
                socket.getInputStream().read();
                write(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                socket.close();
            }
        };

        private final String scheme;

        Trouble(String scheme) {
            this.scheme = scheme;
        }

        abstract void treat(Socket socket) throws IOException;

        private static void write(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }

    static Stream<Arguments> subjectsAndTroubles() {
        return Stream.of(Subject.values())
                .flatMap(subject -> Stream.of(Trouble.values()).map(trouble -> Arguments.of(subject, trouble)));
    }

    private record End(Throwable failure, Report report) {}

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("subjectsAndTroubles")
    @Timeout(60)
    void aReplayFailsLikeTheRecording(Subject subject, Trouble trouble) throws Exception {
        Vcr recorder = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .record(Recorded.ERRORS)
                .build();
        String url;
        End recorded;
        try (BadServer server = new BadServer(trouble)) {
            url = server.url();
            recorded = end(recorder, subject, url);
        }

        End replayed = end(recorder.toBuilder().mode(RecordMode.NONE).build(), subject, url);

        assertThat(recorded.report.counts().dropped()).isEmpty();
        assertThat(recorded.report.counts().recorded()).isPositive();
        assertThat(replayed.report.refusals()).isEmpty();
        assertThat(replayed.report.counts().replayed())
                .isEqualTo(recorded.report.counts().recorded());
        assertThat(replayed.failure).hasSameClassAs(recorded.failure).hasMessage(recorded.failure.getMessage());
    }

    private static End end(Vcr configured, Subject subject, String url) throws Exception {
        Session session = configured.open("sdk");
        try (Sdk sdk = subject.at(url)) {
            sdk.sync("What is the weather in Paris?");
            throw new AssertionError("it has answered");
        } catch (RuntimeException e) {
            return new End(e, session.finish(Outcome.PASSED));
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    /** Treats each connection in the same way. */
    private static final class BadServer implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> open = new ArrayList<>();
        private final Trouble trouble;

        BadServer(Trouble trouble) throws IOException {
            this.trouble = trouble;
            Thread acceptor = new Thread(this::accept, "bad-server");
            acceptor.setDaemon(true);
            acceptor.start();
        }

        String url() {
            return trouble.scheme + "://127.0.0.1:" + listener.getLocalPort();
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    synchronized (this) {
                        open.add(socket);
                    }
                    trouble.treat(socket);
                } catch (IOException e) {
                    // the connection or the server is closed
                }
            }
        }

        @Override
        public synchronized void close() throws IOException {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
