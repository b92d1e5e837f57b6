package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.vcr.junit5.UseCassette;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.resources.LoopResources;

/** Clients that no adapter attaches, in a JVM with the agent. Their address is one that RFC 5737 keeps for documentation. */
class UnattachableClientsTest {

    private static final String HOST = "192.0.2.1";

    @TempDir
    Path directory;

    /** What the other JVM runs. */
    @EnabledIfSystemProperty(named = "test.unattachable", matches = "true")
    @UseCassette
    static class Calls {

        interface Call {
            void send() throws Exception;
        }

        /** A program that takes no notice of a failure. */
        private static void ignoring(Call call) {
            try {
                call.send();
            } catch (Exception e) {
                System.out.println("FAILURE " + e);
            }
        }

        @Test
        void jetty() throws Exception {
            HttpClient client = new HttpClient();
            client.start();
            ignoring(() -> client.GET("http://" + HOST + "/"));
            client.stop();
        }

        @Test
        void vertx() {
            ignoring(() -> Vertx.vertx()
                    .createHttpClient()
                    .request(HttpMethod.GET, 80, HOST, "/")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS));
        }

        @Test
        void reactorNetty() {
            ignoring(() -> reactor.netty.http.client.HttpClient.create()
                    .get()
                    .uri("http://" + HOST + "/")
                    .response()
                    .block());
        }

        @Test
        void reactorNettyWithoutItsNativeTransport() {
            ignoring(() -> reactor.netty.http.client.HttpClient.create()
                    .runOn(LoopResources.create("nio"), false) // false: not the native one
                    .get()
                    .uri("http://" + HOST + "/")
                    .response()
                    .block());
        }

        @Test
        void grpc() {
            ManagedChannel channel =
                    ManagedChannelBuilder.forAddress(HOST, 80).usePlaintext().build();
            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("acme.Shop/Pay")
                    .build();
            ignoring(() -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, new byte[0]));
            channel.shutdownNow();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }

    private static Map<String, String> advice() {
        String reactor =
                "record it: add vcr-spring for WebClient, vcr-sdk-azure for the Azure SDK; Reactor Netty alone has no adapter";
        return Map.of(
                "jetty", "Jetty's client has no adapter: record it with vcr-edge in front of the API",
                "vertx", "Vert.x has no adapter: record it with vcr-edge in front of the API",
                "reactorNetty", reactor,
                "reactorNettyWithoutItsNativeTransport", reactor,
                "grpc", "gRPC cannot be recorded: call a stub of the service");
    }

    @TestFactory
    Stream<DynamicTest> aClientThatNothingAttachesIsRefusedInModeNoneWithAdvice() throws Exception {
        String text = ForkedJvm.withAgent()
                .with(
                        "-Dtest.unattachable=true",
                        "-Dvcr.guard=refuse",
                        "-Dvcr.mode=none",
                        "-Dvcr.report=none",
                        "-Dvcr.store=file:" + directory)
                .run(Launched.class, Calls.class.getName())
                .text();
        return advice().keySet().stream()
                .map(client -> dynamicTest(
                        client,
                        () -> assertThat(error(text, client))
                                .as(text)
                                .contains("A connection to " + HOST + ":80 was refused")
                                .contains("  fix        " + advice().get(client))));
    }

    /** What a test has printed as its failure. */
    private static String error(String text, String test) {
        int begin = text.indexOf("TEST " + test + "() FAILED");
        return begin < 0 ? "" : text.substring(begin).split("\n(FAILURE|\\[VCR) ")[0];
    }
}
