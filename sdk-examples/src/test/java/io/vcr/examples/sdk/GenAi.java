package io.vcr.examples.sdk;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** google-genai. */
record GenAi(Client client, GenerateContentConfig config) implements Sdk {

    private static final String MODEL = "gemini-2.5-flash";

    GenAi(Client client) {
        this(client, GenerateContentConfig.builder().build());
    }

    @Override
    public Object sync(String question) {
        return withoutHeaders(client.models.generateContent(MODEL, question, config));
    }

    @Override
    public Object async(String question) {
        return withoutHeaders(
                client.async.models.generateContent(MODEL, question, config).join());
    }

    @Override
    public Object streaming(String question, Runnable onPiece) {
        return read(client.models.generateContentStream(MODEL, question, config), onPiece);
    }

    @Override
    public Object asyncStreaming(String question, Runnable onPiece) {
        return read(
                client.async
                        .models
                        .generateContentStream(MODEL, question, config)
                        .join(),
                onPiece);
    }

    private static List<GenerateContentResponse> read(
            ResponseStream<GenerateContentResponse> stream, Runnable onPiece) {
        try (stream) {
            List<GenerateContentResponse> responses = new ArrayList<>();
            for (GenerateContentResponse response : stream) {
                responses.add(withoutHeaders(response));
                if (response.functionCalls() == null || response.functionCalls().isEmpty()) {
                    onPiece.run();
                }
            }
            return responses;
        }
    }

    /** The SDK's results hold the headers of the response, and some of them belong to one exchange only. */
    private static GenerateContentResponse withoutHeaders(GenerateContentResponse response) {
        return response.toBuilder().clearSdkHttpResponse().build();
    }

    @Override
    public Sdk forCassette(String cassette) {
        HttpOptions options = HttpOptions.builder()
                .headers(Map.of("X-Vcr-Cassette", cassette))
                .build();
        return new GenAi(
                client, GenerateContentConfig.builder().httpOptions(options).build());
    }

    @Override
    public void close() {
        client.close();
    }
}
