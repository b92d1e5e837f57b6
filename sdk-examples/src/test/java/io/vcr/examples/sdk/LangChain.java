package io.vcr.examples.sdk;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** LangChain4j's models for OpenAI: one that blocks, and one that streams and does not. */
record LangChain(HttpClientBuilder http, String key) implements Sdk {

    private static final String MODEL = "gpt-4o-mini";

    @Override
    public Object sync(String question) {
        ChatResponse response = OpenAiChatModel.builder()
                .httpClientBuilder(http)
                .apiKey(key)
                .baseUrl(Wiring.HOST + "/v1")
                .modelName(MODEL)
                .build()
                .chat(UserMessage.from(question));
        return withoutHeaders(response);
    }

    @Override
    public Object asyncStreaming(String question, Runnable onPiece) {
        return streamed(
                OpenAiStreamingChatModel.builder()
                        .httpClientBuilder(http)
                        .apiKey(key)
                        .baseUrl(Wiring.HOST + "/v1")
                        .modelName(MODEL)
                        .build(),
                question,
                onPiece);
    }

    static Object streamed(OpenAiStreamingChatModel model, String question, Runnable onPiece) {
        CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
        model.chat(question, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String text) {
                onPiece.run();
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        return withoutHeaders(answer.join());
    }

    /** The SDK's metadata hold the raw response, and some of its headers belong to one exchange only. */
    private static List<Object> withoutHeaders(ChatResponse response) {
        return List.of(response.aiMessage(), response.tokenUsage(), response.finishReason(), response.id());
    }

    @Override
    public void close() {}
}
