package io.vcr.examples.sdk;

import java.util.List;
import java.util.Map;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

/** A model of Spring AI. */
record SpringAi(ChatModel model, ChatOptions options) implements Sdk {

    SpringAi(ChatModel model) {
        this(model, model.getOptions());
    }

    /** A response without what Spring AI says of missing metadata: such objects are equal to themselves only. */
    private record Answer(
            String id,
            String model,
            AssistantMessage message,
            String finishReason,
            Integer promptTokens,
            Integer completionTokens) {

        static Answer of(ChatResponse response) {
            Usage usage = response.getMetadata().getUsage();
            return new Answer(
                    response.getMetadata().getId(),
                    response.getMetadata().getModel(),
                    response.getResult().getOutput(),
                    response.getResult().getMetadata().getFinishReason(),
                    usage.getPromptTokens(),
                    usage.getCompletionTokens());
        }

        boolean says() {
            return message.getText() != null && !message.getText().isEmpty();
        }
    }

    @Override
    public Object sync(String question) {
        return Answer.of(model.call(new Prompt(question, options)));
    }

    @Override
    public Object asyncStreaming(String question, Runnable onPiece) {
        List<Answer> answers = model.stream(new Prompt(question, options))
                .map(Answer::of)
                .doOnNext(answer -> {
                    if (answer.says()) {
                        onPiece.run();
                    }
                })
                .collectList()
                .block();
        return answers;
    }

    @Override
    public Sdk forCassette(String cassette) {
        Map<String, String> headers = Map.of("X-Vcr-Cassette", cassette);
        return new SpringAi(
                model,
                options instanceof OpenAiChatOptions openAi
                        ? openAi.mutate().customHeaders(headers).build()
                        : ((AnthropicChatOptions) options)
                                .mutate()
                                .httpHeaders(headers)
                                .build());
    }

    @Override
    public void close() {}
}
