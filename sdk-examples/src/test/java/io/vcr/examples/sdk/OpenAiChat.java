package io.vcr.examples.sdk;

import com.openai.client.OpenAIClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** Chat completions of openai-java. */
record OpenAiChat(OpenAIClient client) implements Sdk {

    @Override
    public Object sync(String question) {
        return client.chat().completions().create(params(question));
    }

    @Override
    public Object async(String question) {
        return client.async().chat().completions().create(params(question)).join();
    }

    @Override
    public Object streaming(String question, Runnable onPiece) {
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params(question))) {
            chunks.stream().forEach(chunk -> take(chunk, answer, onPiece));
        }
        return answer.chatCompletion();
    }

    @Override
    public Object asyncStreaming(String question, Runnable onPiece) {
        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        AsyncStreamResponse<ChatCompletionChunk> chunks =
                client.async().chat().completions().createStreaming(params(question));
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

    private static ChatCompletionCreateParams params(String question) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addUserMessage(question)
                .build();
    }

    @Override
    public Sdk forCassette(String cassette) {
        return new OpenAiChat(client.withOptions(options -> options.putHeader("X-Vcr-Cassette", cassette)));
    }

    @Override
    public void close() {
        client.close();
    }
}
