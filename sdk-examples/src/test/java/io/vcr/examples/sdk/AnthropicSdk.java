package io.vcr.examples.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;

/** Messages of anthropic-java. */
record AnthropicSdk(AnthropicClient client) implements Sdk {

    @Override
    public Object sync(String question) {
        return client.messages().create(params(question));
    }

    @Override
    public Object async(String question) {
        return client.async().messages().create(params(question)).join();
    }

    @Override
    public Object streaming(String question, Runnable onPiece) {
        MessageAccumulator answer = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params(question))) {
            events.stream().forEach(event -> take(event, answer, onPiece));
        }
        return answer.message();
    }

    @Override
    public Object asyncStreaming(String question, Runnable onPiece) {
        MessageAccumulator answer = MessageAccumulator.create();
        AsyncStreamResponse<RawMessageStreamEvent> events =
                client.async().messages().createStreaming(params(question));
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

    private static MessageCreateParams params(String question) {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(1024)
                .addUserMessage(question)
                .build();
    }

    @Override
    public Sdk forCassette(String cassette) {
        return new AnthropicSdk(client.withOptions(options -> options.putHeader("X-Vcr-Cassette", cassette)));
    }

    @Override
    public void close() {
        client.close();
    }
}
