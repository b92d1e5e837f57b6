package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import okhttp3.OkHttpClient;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.Test;

/** A suite that knows nothing of the recorder: four clients ask one question each. Run by {@link AgentDemo} only. */
final class PlainSuite {

    private static final String URL = "http://provider.example/v1/messages";
    private static final String QUESTION =
            "{\"model\":\"claude-sonnet-4-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";

    @Test
    void okHttp() throws Exception {
        MessagesClient client = new MessagesClient(new OkHttpClient(), "http://provider.example", "no-key-needed");

        assertThat(client.ask("Hello!")).contains("Hello");
    }

    @Test
    void apacheHttpClient() throws Exception {
        HttpPost request = new HttpPost(URL);
        request.setHeader("x-api-key", "no-key-needed");
        request.setEntity(new StringEntity(QUESTION, ContentType.APPLICATION_JSON));
        try (CloseableHttpClient client = HttpClients.createSystem()) {
            String answer = client.execute(request, response -> EntityUtils.toString(response.getEntity()));

            assertThat(answer).contains("Hello");
        }
    }

    @Test
    void jdkHttpClient() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL))
                .header("Content-Type", "application/json")
                .header("x-api-key", "no-key-needed")
                .POST(BodyPublishers.ofString(QUESTION))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body())
                .contains("Hello");
    }

    @Test
    void httpUrlConnection() throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(URL).openConnection();
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("x-api-key", "no-key-needed");
        connection.setDoOutput(true);
        connection.getOutputStream().write(QUESTION.getBytes(StandardCharsets.UTF_8));

        assertThat(connection.getInputStream()).asString(StandardCharsets.UTF_8).contains("Hello");
    }
}
