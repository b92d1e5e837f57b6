package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.testkit.server.LoopbackServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An application in a named module that requires its clients and nothing of the recorder. */
class ModularApplicationTest {

    private static final String[] CLIENTS = {"okhttp/4", "okio-jvm", "kotlin-stdlib/", "org/jetbrains/annotations"};
    private static final String[] RECORDER = {
        "vcr-core", "vcr-store-file", "vcr-transport-okhttp", "vcr-transport-jdk", "jackson-core"
    };

    private static final Map<String, String> SOURCES = Map.of("module-info.java", """
            module com.acme.shop {
                requires java.net.http;
                requires okhttp3;
                requires kotlin.stdlib;
                exports com.acme.shop;
            }
            """, "com/acme/shop/Shop.java", """
            package com.acme.shop;

            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse.BodyHandlers;
            import okhttp3.OkHttpClient;
            import okhttp3.Request;
            import okhttp3.Response;

            public final class Shop {
                public static String okHttp(String url) throws Exception {
                    Request request = new Request.Builder().url(url).build();
                    try (Response response = new OkHttpClient().newCall(request).execute()) {
                        return response.body().string();
                    }
                }

                public static String jdk(String url) throws Exception {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
                    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
                }

                public static String url(String url) throws Exception {
                    try (var body = URI.create(url).toURL().openStream()) {
                        return new String(body.readAllBytes());
                    }
                }
            }
            """);

    @TempDir
    Path directory;

    private final LoopbackServer server = LoopbackServer.start();

    @BeforeEach
    void answer() {
        Stream.of("okHttp", "jdk", "url")
                .forEach(call -> server.on(
                        "/" + call, (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "live")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> whereTheRecorderIs() throws Exception {
        return ForkedJvm.homes().stream()
                .flatMap(home -> Stream.of(true, false).map(isModular -> Arguments.of(home, isModular)));
    }

    @ParameterizedTest(name = "{0}, the recorder on the module path: {1}")
    @MethodSource("whereTheRecorderIs")
    void itsClientsAreAttached(Path home, boolean isModular) throws Exception {
        ForkedJvm jvm = isModular
                ? application(Stream.of(CLIENTS, RECORDER).flatMap(Stream::of).toArray(String[]::new))
                        .with("--add-modules", "io.vcr.okhttp,io.vcr.jdk,io.vcr.file")
                : application(CLIENTS);

        ForkedJvm.Output recorded = jvm.on(home).run(ModularApplication.class, directory, "once", server.url(""));
        ForkedJvm.Output replayed = jvm.on(home).run(ModularApplication.class, directory, "none", server.url(""));

        assertThat(recorded.lines("RESULT "))
                .as(recorded.text())
                .containsExactly("okHttp MISS:RECORDED live", "jdk MISS:RECORDED live", "url MISS:RECORDED live");
        assertThat(replayed.lines("RESULT "))
                .as(replayed.text())
                .containsExactly("okHttp HIT live", "jdk HIT live", "url HIT live");
        assertThat(server.requests()).hasSize(3);
        assertThat(recorded.text() + replayed.text()).doesNotContain("[VCR WARNING]");
    }

    /** A JVM with the module of the application and what lies on the module path with it. */
    private ForkedJvm application(String... modules) throws Exception {
        Path classes = compile();
        return ForkedJvm.withAgent().withModules("com.acme.shop", classes, modules);
    }

    private Path compile() throws Exception {
        Path classes = directory.resolve("com.acme.shop");
        Path sources = directory.resolve("sources");
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            Path file = sources.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        List<String> modulePath = ForkedJvm.withoutAgent().parts(CLIENTS);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-d",
                        classes.toString(),
                        "--module-path",
                        String.join(File.pathSeparator, modulePath),
                        sources.resolve("module-info.java").toString(),
                        sources.resolve("com/acme/shop/Shop.java").toString());
        assertThat(status).isZero();
        return classes;
    }
}
