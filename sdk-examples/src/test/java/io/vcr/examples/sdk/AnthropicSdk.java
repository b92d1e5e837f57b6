package io.vcr.examples.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;

/** Messages of anthropic-java. */
record AnthropicSdk(AnthropicClient client) implements Sdk {

    private static final MessageCreateParams PARAMS = MessageCreateParams.builder()
            .model("claude-sonnet-4-5")
            .maxTokens(1024)
            .addUserMessage(QUESTION)
            .build();

    @Override
    public Object sync() {
        return client.messages().create(PARAMS);
    }

    @Override
    public Object async() {
        return client.async().messages().create(PARAMS).join();
    }

    @Override
    public Object streaming(Runnable onPiece) {
        MessageAccumulator answer = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(PARAMS)) {
            events.stream().forEach(event -> take(event, answer, onPiece));
        }
        return answer.message();
    }

    @Override
    public Object asyncStreaming(Runnable onPiece) {
        MessageAccumulator answer = MessageAccumulator.create();
        AsyncStreamResponse<RawMessageStreamEvent> events =
                client.async().messages().createStreaming(PARAMS);
        events.subscribe(event -> take(event, answer, onPiece));
        events.onCompleteFuture().join();
        return answer.message();
    }

    private static void take(RawMessageStreamEvent event, MessageAccumulator answer, Runnable onPiece) {
        answer.accumulate(event);
        if (event.isContentBlockDelta() && event.asContentBlockDelta().delta().isText()) {
            onPiece.run();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
