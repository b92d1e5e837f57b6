package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cassettes of other tools hold placeholders in the place of what differs between machines. */
class PlaceholderCassettesTest {

    private static final String RUBY = """
            ---
            http_interactions:
            - request:
                method: post
                uri: "<OLLAMA_API_BASE>/chat/completions"
                body:
                  encoding: UTF-8
                  string: '{"model":"m","user":"<ACCOUNT_ID>"}'
                headers:
                  Authorization:
                  - Bearer <OLLAMA_API_KEY>
                  Content-Type:
                  - application/json
              response:
                status:
                  code: 200
                  message: OK
                headers:
                  Content-Type:
                  - application/json
                  Link:
                  - "<<OLLAMA_API_BASE>/next>; rel=next"
                body:
                  encoding: UTF-8
                  string: '{"owner":"<ACCOUNT_ID>"}'
              recorded_at: Tue, 03 Feb 2026 10:11:12 GMT
            recorded_with: VCR 6.3.1
            """;

    private static final String BETAMAX = """
            {"http_interactions": [{"recorded_at": "2026-02-03T10:11:12",
            "request": {"body": {"encoding": "utf-8", "string": "api_type=json&name=<ACCOUNT_ID>"},
            "headers": {"Content-Type": ["application/x-www-form-urlencoded"]}, "method": "POST",
            "uri": "https://oauth.example.com/r/<TEST_SUBREDDIT>/about?user=<ACCOUNT_ID>"},
            "response": {"body": {"encoding": "UTF-8", "string": "{\\"url\\": \\"/r/<TEST_SUBREDDIT>/\\"}"},
            "headers": {"Content-Length": ["28"]}, "status": {"code": 200, "message": "OK"},
            "url": "https://oauth.example.com/r/<TEST_SUBREDDIT>/about"}}], "recorded_with": "betamax/0.9.0"}
            """;

    @TempDir
    private Path directory;

    @Test
    void aCassetteOfRubyReplaysWithTheValues() throws IOException {
        Files.writeString(directory.resolve("chat.yaml"), RUBY);
        Vcr vcr = vcr().placeholder("<OLLAMA_API_BASE>", "http://localhost:11434/v1")
                .placeholder("<ACCOUNT_ID>", "acme")
                .build();

        try (Response response = call(vcr, "chat", json("http://localhost:11434/v1/chat/completions", "acme"))) {
            assertThat(response.body().string()).isEqualTo("{\"owner\":\"acme\"}");
            assertThat(response.header("Link")).isEqualTo("<http://localhost:11434/v1/next>; rel=next");
        }
    }

    @Test
    void aCassetteOfRubyWithoutTheValueSaysWhatToSet() throws IOException {
        Files.writeString(directory.resolve("chat.yaml"), RUBY);

        try (Response response =
                call(vcr().build(), "chat", json("http://localhost:11434/v1/chat/completions", "acme"))) {
            assertThat(response.code()).isEqualTo(400);
            assertThat(response.body().string())
                    .contains("set the placeholders: vcr.placeholders = OLLAMA_API_BASE, ACCOUNT_ID");
        }
    }

    @Test
    void aCassetteOfBetamaxReplaysWithTheValues() throws IOException {
        Files.writeString(directory.resolve("about.json"), BETAMAX);
        Vcr vcr = vcr().placeholder("<TEST_SUBREDDIT>", "pics")
                .placeholder("<ACCOUNT_ID>", "me@example.com")
                .build();

        try (Response response = call(vcr, "about", form("pics", "me%40example.com"))) {
            assertThat(response.body().string()).isEqualTo("{\"url\": \"/r/pics/\"}");
            assertThat(response.header("Content-Length")).isEqualTo("19");
        }
    }

    @Test
    void aCassetteOfBetamaxReplaysForARequestThatCarriesThePlaceholders() throws IOException {
        Files.writeString(directory.resolve("about.json"), BETAMAX);

        try (Response response = call(vcr().build(), "about", form("<TEST_SUBREDDIT>", "%3CACCOUNT_ID%3E"))) {
            assertThat(response.body().string()).isEqualTo("{\"url\": \"/r/<TEST_SUBREDDIT>/\"}");
        }
    }

    private Vcr.Builder vcr() {
        return Vcr.builder(FilePersister.of(directory)).environment(Map.of()).mode(RecordMode.NONE);
    }

    private static Request json(String url, String user) {
        String body = "{\"model\":\"m\",\"user\":\"" + user + "\"}";
        return new Request.Builder()
                .url(url)
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build();
    }

    private static Request form(String subreddit, String user) {
        return new Request.Builder()
                .url("https://oauth.example.com/r/" + subreddit + "/about?user=" + user)
                .post(RequestBody.create(
                        "api_type=json&name=" + user, MediaType.get("application/x-www-form-urlencoded")))
                .build();
    }

    private static Response call(Vcr vcr, String cassette, Request request) throws IOException {
        Session session = vcr.open(cassette);
        try {
            return new OkHttpClient.Builder()
                    .addInterceptor(VcrInterceptor.of(session))
                    .build()
                    .newCall(request)
                    .execute();
        } finally {
            session.finish(Outcome.PASSED);
        }
    }
}
