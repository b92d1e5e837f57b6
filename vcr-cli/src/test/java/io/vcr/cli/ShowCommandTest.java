package io.vcr.cli;

import static io.vcr.cli.Shell.vcr;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {

    @TempDir
    private Path directory;

    @Test
    void showsAnExchange() throws IOException {
        Path file = Samples.save(directory, "pays", Samples.charge(1200));

        assertThat(vcr("show", file)).isEqualTo(new Shell.Result(Exit.DONE, file + """
                  1 episode, 441 B

                1  POST https://api.example.com/v1/charges
                   recorded  2026-01-29T12:00:00Z
                   took      340 ms, first byte after 120 ms, 1 chunk
                   > Content-Type: application/json
                   >
                   > {
                   >   "amount": 1200
                   > }
                   < 200 OK
                   < Content-Type: application/json
                   <
                   < {
                   <   "id": "ch_1",
                   <   "amount": 1200
                   < }
                """, ""));
    }

    @Test
    void showsAStreamAsItsEvents() throws IOException {
        Path file = Samples.save(directory, "streams", Samples.stream());

        assertThat(vcr("show", file).out()).endsWith("""
                   < 200 OK
                   < Content-Type: text/event-stream
                   <
                   < event message_start  after 90 ms
                   <   {"type":"message_start"}
                   < event  after 150 ms
                   <   [DONE]
                """);
    }

    @Test
    void showsAConversationWithoutItsSecrets() throws IOException {
        String key = "sk-proj-" + "Ab3dEf6hIj9lMn2pQr5tUv8x".repeat(2);
        Path file = directory.resolve("talk.yaml");
        Files.writeString(file, """
                version: 1
                interactions:
                - request: {method: GET, uri: 'wss://api.example.com/live', headers: {}, body: null}
                  response: {status: {code: 101, message: Switching Protocols}, headers: {}, body: {string: ''}}
                  websocket:
                    messages:
                    - {direction: sent, offset_ms: 1, text: '{"auth":"Bearer KEY"}'}
                    - {direction: received, offset_ms: 2, base64: AAECAw==}
                    close: {direction: received, offset_ms: 3, code: 1000, reason: bye}
                """.replace("KEY", key));

        assertThat(vcr("show", file).out()).doesNotContain(key).endsWith("""
                   sent  after 1 ms
                   > {
                   >   "auth": "Bearer <openai_project_key-1>"
                   > }
                   received  after 2 ms
                   < (4 bytes)
                   closed by the server with 1000, bye
                """);
        assertThat(vcr("show", file, "--json").out()).doesNotContain(key).contains("\"text\": false");
        assertThat(vcr("diff", file, file).out()).doesNotContain(key);
    }

    @Test
    void showsFramesOfAwsAsEvents() throws IOException {
        byte[] inner = "{\"outputText\":\"hello\"}".getBytes(StandardCharsets.UTF_8);
        String payload = "{\"bytes\":\"" + Base64.getEncoder().encodeToString(inner) + "\"}";
        Path file = Samples.save(
                directory, "bedrock", binary("application/vnd.amazon.eventstream", frame("chunk", payload)));

        assertThat(vcr("show", file).out()).endsWith("""
                   < event chunk
                   <   {"outputText":"hello"}
                """);
    }

    @Test
    void showsPlaceholdersForSecrets() throws IOException {
        Path file = Samples.save(directory, "leaks", Samples.leaking());

        assertThat(vcr("show", file).out())
                .contains("\"api_key\": \"<api_key-1>\"")
                .doesNotContain(Samples.SECRET);
        assertThat(vcr("show", "--json", file).out()).contains("<api_key-1>").doesNotContain(Samples.SECRET);
    }

    @Test
    void showsNoSecretInsideFramesOfAws() throws IOException {
        byte[] inner = ("{\"outputText\":\"" + Samples.SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
        String payload = "{\"bytes\":\"" + Base64.getEncoder().encodeToString(inner) + "\"}";
        Path file = Samples.save(
                directory, "bedrock", binary("application/vnd.amazon.eventstream", frame("chunk", payload)));

        assertThat(vcr("show", file).out()).contains("<anthropic_key-1>").doesNotContain(Samples.SECRET);
    }

    @Test
    void showsOnlyTheLengthOfBytes() throws IOException {
        Path file = Samples.save(
                directory, "image", binary("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff}));

        assertThat(vcr("show", file).out()).endsWith("   < (6 bytes of image/png)\n");
    }

    @Test
    void writesNoControlCharactersOnTheTerminal() throws IOException {
        Path file =
                Samples.save(directory, "evil", binary("text/plain", "\u001b[2Jgone".getBytes(StandardCharsets.UTF_8)));

        assertThat(vcr("show", file).out()).endsWith("   < \u2400[2Jgone\n");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file has such a name")
    void writesNoControlCharactersOfTheNameOfAFile() throws IOException {
        Path good = Samples.save(directory, "good", Samples.charge(1));
        Path evil = Files.move(good, directory.resolve("a\u001b[2J.yaml"));
        Files.writeString(directory.resolve("b\u001b[2J.yaml"), "interactions: 1\n");

        Shell.Result result = vcr("show", directory);

        assertThat(result.out()).contains("a\u2400[2J.yaml").doesNotContain("\u001b");
        assertThat(result.err()).contains("b\u2400[2J.yaml").doesNotContain("\u001b");
        assertThat(evil).exists();
    }

    @Test
    void showsOneEpisode() throws IOException {
        Path file = Samples.save(directory, "pays", Samples.charge(1200), Samples.stream());

        assertThat(vcr("show", "--brief", "--episode", "2", file).out()).isEqualTo(file + """
                  2 episodes, 896 B
                  2  GET https://api.example.com/v1/stream  200 OK, 67 B
                """);
        assertThat(vcr("show", "--episode", "3", file).err()).isEqualTo(file + " has 2 episodes, and no episode 3\n");
    }

    @Test
    void showsHowAnExchangeFailed() throws IOException {
        Episode.Failure failure = new Episode.Failure(
                Episode.Failure.Kind.CONNECT_TIMEOUT, "java.net.SocketTimeoutException", "connect timed out", false);
        Episode failed = new Episode(
                Samples.charge(1).request(), Episode.NO_RESPONSE, null, null, null, failure, Episode.Route.DIRECT);
        Path file = Samples.save(directory, "fails", failed);

        assertThat(vcr("show", file).out())
                .contains("   failure   java.net.SocketTimeoutException: connect timed out\n")
                .endsWith("   < connect timeout\n");
    }

    @Test
    void showsTheRouteToAResponse() throws IOException {
        Path file = Samples.save(directory, "redirected", Samples.redirected("/to", "theme=dark"));

        assertThat(vcr("show", file).out()).contains("""
                   hop       GET https://api.example.com/from -> 302 Found
                   last url  https://api.example.com/to
                   version   HTTP/2
                """);
        assertThat(vcr("show", "--json", file).out())
                .contains("\"last_uri\": \"https://api.example.com/to\"", "theme=dark", "\"version\": \"HTTP/2\"");
    }

    @Test
    void showsNoSecretOfARoute() throws IOException {
        String link = "/to?api_key=" + Samples.SECRET;
        Path file = Samples.save(directory, "redirected", Samples.redirected(link, "session=" + Samples.SECRET));

        assertThat(vcr("show", file).out() + vcr("show", "--json", file).out())
                .contains("last url  https://api.example.com/to?api_key=")
                .doesNotContain(Samples.SECRET);
    }

    private static Episode binary(String type, byte[] body) {
        return new Episode(
                new HttpRequest("GET", Uri.of("https://h/"), Headers.EMPTY, Body.EMPTY),
                new HttpResponse(200, "OK", Headers.of("Content-Type", type), Body.of(body)),
                null,
                null,
                null);
    }

    private static byte[] frame(String event, String payload) throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(headers);
        header.writeByte(":event-type".length());
        header.writeBytes(":event-type");
        header.writeByte(7);
        header.writeUTF(event);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(frame);
        out.writeInt(16 + headers.size() + payload.length());
        out.writeInt(headers.size());
        out.writeInt(0);
        headers.writeTo(out);
        out.writeBytes(payload);
        out.writeInt(0);
        return frame.toByteArray();
    }
}
