package io.vcr.examples.sdk;

import com.openai.client.OpenAIClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;

/** Responses of openai-java. */
record OpenAiResponses(OpenAIClient client) implements Sdk {

    private static final ResponseCreateParams PARAMS =
            ResponseCreateParams.builder().model("gpt-4o-mini").input(QUESTION).build();

    @Override
    public Object sync() {
        return client.responses().create(PARAMS);
    }

    @Override
    public Object async() {
        return client.async().responses().create(PARAMS).join();
    }

    @Override
    public Object streaming(Runnable onPiece) {
        ResponseAccumulator answer = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(PARAMS)) {
            events.stream().forEach(event -> take(event, answer, onPiece));
        }
        return answer.response();
    }

    @Override
    public Object asyncStreaming(Runnable onPiece) {
        ResponseAccumulator answer = ResponseAccumulator.create();
        AsyncStreamResponse<ResponseStreamEvent> events =
                client.async().responses().createStreaming(PARAMS);
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

    @Override
    public void close() {
        client.close();
    }
}
