package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.edge.VcrEdge;
import io.vcr.junit5.UseCassette;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An integration test of a service in a process of its own. */
class EdgeTest {

    private static final String CASSETTE = "io/vcr/examples/QuickStartTest/answers";

    @RegisterExtension
    static final VcrEdge EDGE = VcrEdge.mount("anthropic", Providers.EXAMPLE_URL);

    private static Process app;
    private static String appUrl;

    @BeforeAll
    static void startTheApplication() throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AnswersApp.class.getName());
        java.environment().put("ANTHROPIC_BASE_URL", EDGE.url("anthropic"));
        java.environment().put("ANTHROPIC_API_KEY", "no-key-needed");
        app = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader output = app.inputReader();
        appUrl = "http://localhost:" + output.readLine();
    }

    @AfterAll
    static void stopTheApplication() {
        app.destroy();
    }

    @Test
    @UseCassette(value = CASSETTE, mode = RecordMode.NONE)
    void theApplicationAnswers() throws Exception {
        assertThat(ask("Hello!")).contains("Hello");
        assertThat(EDGE.calls("anthropic")).isZero();
    }

    @Test
    @UseCassette(value = CASSETTE, mode = RecordMode.NONE)
    void aClientOfOneTestGetsAnUrlOfItsOwn(Session session) throws Exception {
        MessagesClient client =
                new MessagesClient(new okhttp3.OkHttpClient(), EDGE.urlFor(session, "anthropic"), "no-key-needed");

        assertThat(client.ask("Hello!")).contains("Hello");
    }

    private static String ask(String question) throws Exception {
        URI url = URI.create(appUrl + "/ask?" + URLEncoder.encode(question, StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }
}
