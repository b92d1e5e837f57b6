package io.vcr.examples.sdk;

import com.openai.client.OpenAIClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** Chat completions of openai-java. */
record OpenAiChat(OpenAIClient client) implements Sdk {

    private static final ChatCompletionCreateParams PARAMS = ChatCompletionCreateParams.builder()
            .model("gpt-4o-mini")
            .addUserMessage(QUESTION)
            .build();

    @Override
    public Object sync() {
        return client.chat().completions().create(PARAMS);
    }

    @Override
    public Object async() {
        return client.async().chat().completions().create(PARAMS).join();
    }

    @Override
    public Object streaming(Runnable onPiece) {
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(PARAMS)) {
            chunks.stream().forEach(chunk -> take(chunk, answer, onPiece));
        }
        return answer.chatCompletion();
    }

    @Override
    public Object asyncStreaming(Runnable onPiece) {
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        AsyncStreamResponse<ChatCompletionChunk> chunks =
                client.async().chat().completions().createStreaming(PARAMS);
        chunks.subscribe(chunk -> take(chunk, answer, onPiece));
        chunks.onCompleteFuture().join();
        return answer.chatCompletion();
    }

    private static void take(ChatCompletionChunk chunk, ChatCompletionAccumulator answer, Runnable onPiece) {
        answer.accumulate(chunk);
        boolean says = chunk.choices().stream()
                .anyMatch(choice ->
                        choice.delta().content().filter(text -> !text.isEmpty()).isPresent());
        if (says) {
            onPiece.run();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
