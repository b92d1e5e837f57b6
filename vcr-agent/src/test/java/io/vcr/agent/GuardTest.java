package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vcr.junit5.UseCassette;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Connections in a JVM with the agent. Their address is one that RFC 5737 keeps for documentation: no packet arrives. */
class GuardTest {

    private static final int MILLIS = 100;

    @TempDir
    Path directory;

    /** What the other JVM runs. */
    @EnabledIfSystemProperty(named = "test.guarded", matches = "true")
    @UseCassette
    static class Guarded {

        private static InetSocketAddress api() throws IOException {
            return new InetSocketAddress(
                    InetAddress.getByAddress("api.example.com", new byte[] {(byte) 192, 0, 2, 1}), 443);
        }

        private static void failing(Connection connection) {
            try {
                connection.open();
            } catch (Exception e) {
                System.out.println("FAILURE " + e);
            }
        }

        interface Connection {
            void open() throws Exception;
        }

        @Test
        void socket() {
            failing(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(api(), MILLIS);
                }
            });
        }

        @Test
        void channel() {
            failing(() -> {
                try (SocketChannel channel = SocketChannel.open()) {
                    channel.configureBlocking(false);
                    channel.connect(api());
                }
            });
        }

        @Test
        void asynchronousChannel() {
            failing(() -> {
                try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
                    channel.connect(api()).get(MILLIS, TimeUnit.MILLISECONDS);
                }
            });
        }

        @Test
        void datagramSocket() {
            failing(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.connect(api());
                }
            });
        }

        @Test
        void datagramChannel() {
            failing(() -> {
                try (DatagramChannel channel = DatagramChannel.open()) {
                    channel.connect(api());
                }
            });
        }

        /** As Netty's resolver of names connects. */
        @Test
        void datagramChannelOfNetty() {
            failing(() -> {
                boolean isNative = Epoll.isAvailable(); // on Linux
                EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                        1, isNative ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
                new Bootstrap()
                        .group(group)
                        .channel(isNative ? EpollDatagramChannel.class : NioDatagramChannel.class)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(api())
                        .sync()
                        .channel()
                        .close()
                        .sync();
                group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            });
        }

        @Test
        void attachedClient() {
            failing(() -> HttpClient.newBuilder()
                    .connectTimeout(Duration.ofMillis(MILLIS))
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://192.0.2.1/"))
                                    .build(),
                            BodyHandlers.discarding()));
        }

        @Test
        void thisMachine() {
            failing(() -> new Socket(InetAddress.getLocalHost(), 1).close());
        }
    }

    private ForkedJvm.Output run(Path home, String... settings) throws Exception {
        return ForkedJvm.withAgent()
                .on(home)
                .with("-Dtest.guarded=true", "-Dvcr.store=file:" + directory, "-Dvcr.report=none")
                .with(settings)
                .run(Launched.class, Guarded.class.getName());
    }

    private static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    @TestFactory
    Stream<DynamicTest> aRefusedConnectionFailsTheTestAndNamesTheFix() throws Exception {
        return ForkedJvm.homes().stream()
                .map(home -> dynamicTest(home.getFileName().toString(), () -> {
                    String text =
                            run(home, "-Dvcr.guard=refuse", "-Dvcr.mode=none").text();

                    assertThat(text)
                            .contains(
                                    "[VCR AGENT] attaches clients for io.vcr.apache, io.vcr.apache4, io.vcr.jdk, io.vcr.okhttp; guard: refuse")
                            .contains("TEST socket() FAILED")
                            .contains("TEST channel() FAILED")
                            .contains("TEST asynchronousChannel() FAILED")
                            .contains("TEST datagramSocket() SUCCESSFUL")
                            .contains("TEST datagramChannel() SUCCESSFUL")
                            .contains("TEST datagramChannelOfNetty() SUCCESSFUL")
                            .contains("TEST thisMachine() SUCCESSFUL")
                            .contains(
                                    "FAILURE java.net.ConnectException: A connection to api.example.com:443 was refused")
                            .contains("  fix        if it speaks HTTP, record it with vcr-edge in front of the API")
                            .contains("             or let it pass: vcr.guard.allow = api.example.com");
                }));
    }

    @TestFactory
    Stream<DynamicTest> aReportedConnectionIsInTheSummaryWithItsOpener() throws Exception {
        return ForkedJvm.homes().stream()
                .map(home -> dynamicTest(home.getFileName().toString(), () -> {
                    String text = run(home, "-Dvcr.mode=new_episodes").text();

                    assertThat(text)
                            .contains("guard: report")
                            .contains("  unseen           api.example.com:443 by org.junit")
                            .doesNotContain("FAILED")
                            .doesNotContain("was refused")
                            .doesNotContain("unseen           192.0.2.1:80");
                }));
    }

    @Test
    void anAllowedConnectionIsNotRefused() throws Exception {
        String text = run(home(), "-Dvcr.guard=refuse", "-Dvcr.mode=none", "-Dvcr.guard.allow=*.example.com")
                .text();

        assertThat(text).contains("TEST socket() SUCCESSFUL").doesNotContain("unseen  ");
    }

    @Test
    void aGuardWithoutTheAgentIsAWarning() throws Exception {
        String text = ForkedJvm.withoutAgent()
                .with("-Dtest.guarded=true", "-Dvcr.report=none", "-Dvcr.guard=refuse", "-Dvcr.store=file:" + directory)
                .run(Launched.class, Guarded.class.getName())
                .text();

        assertThat(text).containsOnlyOnce("[VCR WARNING] vcr.guard = refuse needs the agent, and this JVM has none");
    }

    @Test
    void theRunFailsIfTheAgentIsRequiredAndMissing() throws Exception {
        String text = ForkedJvm.withoutAgent()
                .with("-Dtest.guarded=true", "-Dvcr.report=none", "-Dvcr.agent=required")
                .run(Launched.class, Guarded.class.getName())
                .text();

        assertThat(text)
                .contains("The setting vcr.agent requires the agent, and this JVM has none")
                .contains("-javaagent:${io.vcr:vcr-agent:jar}")
                .doesNotContain("SUCCESSFUL");
    }
}
