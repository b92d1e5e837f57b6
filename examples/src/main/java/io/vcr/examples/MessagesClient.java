package io.vcr.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** The code under test: a client of an API in the form of Anthropic's Messages API. It does not know cassettes. */
public final class MessagesClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OkHttpClient http;
    private final String baseUrl;
    private final String apiKey;

    public MessagesClient(OkHttpClient http, String baseUrl, String apiKey) {
        this.http = http;
        this.baseUrl = baseUrl;
        this.apiKey = apiKey;
    }

    /** Returns the whole answer. */
    public String ask(String question) throws IOException {
        try (Response response = http.newCall(request(question, false)).execute()) {
            JsonNode answer = JSON.readTree(checked(response).byteStream());
            return answer.at("/content/0/text").asText();
        }
    }

    /** Passes on the answer piece by piece, as it arrives. */
    public void stream(String question, Consumer<String> onText) throws IOException {
        try (Response response = http.newCall(request(question, true)).execute()) {
            BufferedSource events = checked(response).source();
            for (@Nullable String line = events.readUtf8Line(); line != null; line = events.readUtf8Line()) {
                if (line.startsWith("data: ")) {
                    JsonNode text =
                            JSON.readTree(line.substring("data: ".length())).at("/delta/text");
                    if (text.isTextual()) {
                        onText.accept(text.asText());
                    }
                }
            }
        }
    }

    private Request request(String question, boolean stream) throws IOException {
        ObjectNode body = JSON.createObjectNode()
                .put("model", "claude-sonnet-4-5")
                .put("max_tokens", 1024)
                .put("stream", stream);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return new Request.Builder()
                .url(baseUrl + "/v1/messages")
                .header("x-api-key", apiKey)
                .header("anthropic-version", "2023-06-01")
                .post(RequestBody.create(JSON.writeValueAsBytes(body), MediaType.get("application/json")))
                .build();
    }

    private static ResponseBody checked(Response response) throws IOException {
        ResponseBody body = Objects.requireNonNull(response.body()); // never null in a response to a call
        if (!response.isSuccessful()) {
            JsonNode error = JSON.readTree(body.byteStream());
            throw new IOException(
                    response.code() + ": " + error.at("/error/message").asText());
        }
        return body;
    }
}
