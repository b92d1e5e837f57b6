package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.codec.CassetteCodec;
import io.vcr.file.FilePersister;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings of other tools, with made-up content: put where the cassette would be, and replayed. */
class OtherToolsTest {

    private static final Path FILES = Path.of(System.getProperty("basedir", ""), "src/test/resources/other-tools");
    private static final String API = "https://api.example.com";

    /** Headers that a client writes itself. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("host", "connection", "content-length", "accept-encoding", "transfer-encoding");

    private static final String READ_WITH_VCRPY = """
            import base64, sys
            from vcr.serialize import deserialize
            from vcr.serializers import yamlserializer
            for path in sys.argv[1:]:
                requests, responses = deserialize(open(path, newline='').read(), yamlserializer)
                for request, response in zip(requests, responses):
                    body = response['body']['string']
                    body = body.encode() if isinstance(body, str) else body
                    print(request.method, request.uri, response['status']['code'], base64.b64encode(body).decode())
            """;

    private interface Call {
        HttpResponse send(HttpRequest request) throws IOException, InterruptedException;
    }

    @TempDir
    Path directory;

    /** Beside these lie the files with bodies that some of them name. */
    static List<Path> files() throws IOException {
        try (Stream<Path> tools = Files.list(FILES)) {
            return tools.flatMap(OtherToolsTest::recordings).sorted().toList();
        }
    }

    private static Stream<Path> recordings(Path tool) {
        Path mappings = tool.resolve("mappings");
        try (Stream<Path> files = Files.list(Files.isDirectory(mappings) ? mappings : tool)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().matches("[0-9a-f]{6}\\.(txt|json)"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fiveFilesOfEachToolAreHere() throws IOException {
        try (Stream<Path> tools = Files.list(FILES)) {
            assertThat(tools).allSatisfy(tool -> assertThat(recordings(tool)).hasSize(5));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void okHttpGetsWhatWasRecorded(Path file) throws Exception {
        try (Session session = session(file)) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .addInterceptor(VcrInterceptor.of(session))
                    .followRedirects(false)
                    .build();
            assertReplayed(file, session, request -> {
                Request.Builder call = new Request.Builder().url(address(request));
                headers(request).forEach(call::addHeader);
                boolean hasBody = !Set.of("GET", "HEAD").contains(request.method());
                call.method(
                        request.method(),
                        hasBody ? RequestBody.create(request.body().bytes(), null) : null);
                try (Response response = client.newCall(call.build()).execute()) {
                    Headers.Builder headers = Headers.builder();
                    response.headers().forEach(header -> headers.add(header.getFirst(), header.getSecond()));
                    return new HttpResponse(
                            response.code(),
                            "",
                            headers.build(),
                            Body.of(response.body().bytes()));
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void theClientOfTheJdkGetsWhatWasRecorded(Path file) throws Exception {
        try (Session session = session(file)) {
            HttpClient client = VcrHttpClient.of(session, HttpClient.newHttpClient());
            assertReplayed(file, session, request -> {
                java.net.http.HttpRequest.Builder call =
                        java.net.http.HttpRequest.newBuilder(URI.create(address(request)));
                headers(request).forEach(call::header);
                call.method(
                        request.method(),
                        request.body().length() == 0
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofByteArray(
                                        request.body().bytes()));
                java.net.http.HttpResponse<byte[]> response =
                        client.send(call.build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
                Headers.Builder headers = Headers.builder();
                response.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
                return new HttpResponse(response.statusCode(), "", headers.build(), Body.of(response.body()));
            });
        }
    }

    @Test
    void vcrpyReadsWhatIsWrittenOfThem() throws Exception {
        Optional<String> python = Stream.of(System.getenv("VCR_TEST_PYTHON"), "python3", "/usr/bin/python3")
                .filter(Objects::nonNull)
                .filter(OtherToolsTest::hasVcrpy)
                .findFirst();
        if (python.isEmpty()) {
            System.out.println("Skipped: there is no Python with vcrpy (Debian: python3-vcr)");
        }
        assumeTrue(python.isPresent());
        List<String> command = new ArrayList<>(List.of(python.get(), "-c", READ_WITH_VCRPY));
        List<String> expected = new ArrayList<>();
        for (Path file : files()) {
            Cassette cassette = read(file);
            Path written = directory.resolve(command.size() + ".yaml");
            Files.write(written, CassetteCodec.YAML.encode(cassette));
            command.add(written.toString());
            for (Episode episode : Cassette.of(cassette.id(), reread(written)).episodes()) {
                expected.add("%s %s %d %s"
                        .formatted(
                                episode.request().method(),
                                episode.request().uri().text(),
                                episode.response().status(),
                                Base64.getEncoder()
                                        .encodeToString(
                                                episode.response().body().bytes())));
            }
        }

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines().toList()).isEqualTo(expected);
    }

    private static List<Episode> reread(Path written) throws IOException {
        return CassetteCodec.decode(CassetteId.of("again"), Files.readAllBytes(written), written)
                .episodes();
    }

    private static boolean hasVcrpy(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import vcr").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false; // not there
        }
    }

    private static Cassette read(Path file) throws IOException {
        return CassetteCodec.decode(CassetteId.of("a"), Files.readAllBytes(file), file);
    }

    /** Copies the tool's directory, and gives the file the extension that a cassette has. */
    private Session session(Path file) throws IOException {
        try (Stream<Path> all = Files.walk(FILES)) {
            for (Path source : all.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(FILES.relativize(source));
                Files.createDirectories(copy.getParent());
                Files.copy(source, copy);
            }
        }
        Path copy = directory.resolve(FILES.relativize(file));
        String name = file.getFileName().toString().replaceAll("\\..*", "");
        Path cassette = copy.resolveSibling(name + ".yaml");
        if (!Files.exists(copy.resolveSibling(name + ".json"))) {
            Files.move(copy, cassette);
        }
        return Vcr.builder(FilePersister.of(directory))
                .mode(RecordMode.NONE)
                .placeholder("<" + FILES.relativize(file).getName(0).toString().toUpperCase(Locale.ROOT) + ">", API)
                .build()
                .open(directory.relativize(copy.resolveSibling(name)).toString().replace('\\', '/'));
    }

    private static void assertReplayed(Path file, Session session, Call call) throws Exception {
        for (Episode episode : read(file).episodes()) {
            HttpResponse expected = episode.response();

            HttpResponse got = call.send(episode.request());

            assertThat(got.status()).isEqualTo(expected.status());
            boolean isDecoded = expected.headers().first("Content-Encoding").isPresent()
                    && got.headers().first("Content-Encoding").isEmpty();
            assertThat(got.body().bytes())
                    .isEqualTo(
                            isDecoded
                                    ? gunzip(expected.body().bytes())
                                    : expected.body().bytes());
        }
        assertThat(session.finish(Outcome.PASSED).refusals()).isEmpty();
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return plain.readAllBytes();
        }
    }

    private static String address(HttpRequest request) {
        return request.uri().text().replaceFirst("^<[A-Z]+>", API);
    }

    private interface Header {
        void accept(String name, String value);
    }

    private record Sent(HttpRequest request) {
        void forEach(Header header) {
            Headers headers = request.headers();
            for (int i = 0; i < headers.size(); i++) {
                if (!OF_THE_CLIENT.contains(headers.name(i).toLowerCase(Locale.ROOT))) {
                    header.accept(headers.name(i), headers.value(i));
                }
            }
        }
    }

    private static Sent headers(HttpRequest request) {
        return new Sent(request);
    }
}
