package io.vcr.examples.sdk;

import com.openai.client.OpenAIClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;

/** Responses of openai-java. */
record OpenAiResponses(OpenAIClient client) implements Sdk {

    @Override
    public Object sync(String question) {
        return client.responses().create(params(question));
    }

    @Override
    public Object async(String question) {
        return client.async().responses().create(params(question)).join();
    }

    @Override
    public Object streaming(String question, Runnable onPiece) {
        ResponseAccumulator answer = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params(question))) {
            events.stream().forEach(event -> take(event, answer, onPiece));
        }
        return answer.response();
    }

    @Override
    public Object asyncStreaming(String question, Runnable onPiece) {
        ResponseAccumulator answer = ResponseAccumulator.create();
        AsyncStreamResponse<ResponseStreamEvent> events =
                client.async().responses().createStreaming(params(question));
        events.subscribe(event -> take(event, answer, onPiece));
        events.onCompleteFuture().join();
        return answer.response();
    }

    private static void take(ResponseStreamEvent event, ResponseAccumulator answer, Runnable onPiece) {
        answer.accumulate(event);
        if (event.isOutputTextDelta()) {
            onPiece.run();
        }
    }

    private static ResponseCreateParams params(String question) {
        return ResponseCreateParams.builder()
                .model("gpt-4o-mini")
                .input(question)
                .build();
    }

    @Override
    public Sdk forCassette(String cassette) {
        return new OpenAiResponses(client.withOptions(options -> options.putHeader("X-Vcr-Cassette", cassette)));
    }

    @Override
    public void close() {
        client.close();
    }
}
