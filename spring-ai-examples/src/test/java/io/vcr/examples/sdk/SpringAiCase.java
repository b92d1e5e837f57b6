package io.vcr.examples.sdk;

import io.vcr.okhttp.VcrInterceptor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** The models of Spring AI, each attached to the recorder as its documentation says. */
enum SpringAiCase implements AttachedSdk {
    OPENAI("Spring AI, OpenAI", "com.openai.errors.", SpringAiCase::openAi),
    ANTHROPIC("Spring AI, Anthropic", "com.anthropic.errors.", SpringAiCase::anthropic);

    /** While it records, it sleeps for as long as a provider asks for before each. */
    private static final int RETRIES = 1;

    private final String label;
    private final String errors;
    private final Function<Wiring, ChatModel> make;

    SpringAiCase(String label, String errors, Function<Wiring, ChatModel> make) {
        this.label = label;
        this.errors = errors;
        this.make = make;
    }

    @Override
    public Sdk with(Wiring wiring) {
        return new SpringAi(make.apply(wiring));
    }

    @Override
    public Stream<Way> ways() {
        return Stream.of(Way.SYNC, Way.ASYNC_STREAMING);
    }

    @Override
    public String errors() {
        return errors;
    }

    @Override
    public String toString() {
        return label;
    }

    static ChatModel openAi(Wiring wiring) {
        OpenAiChatOptions options = OpenAiChatOptions.builder()
                .baseUrl(Wiring.HOST + "/v1")
                .apiKey(wiring.key())
                .proxy(wiring.proxy())
                .maxRetries(RETRIES)
                .model("gpt-4o-mini")
                .build();
        OpenAiChatModel.Builder model = OpenAiChatModel.builder()
                .httpClientBuilderCustomizer(http -> http.interceptor(VcrInterceptor.ambient()));
        return model.options(options).build();
    }

    static ChatModel anthropic(Wiring wiring) {
        AnthropicChatOptions options = AnthropicChatOptions.builder()
                .baseUrl(Wiring.HOST)
                .apiKey(wiring.key())
                .proxy(wiring.proxy())
                .maxRetries(RETRIES)
                .model("claude-sonnet-4-5")
                .maxTokens(1024)
                .build();
        AnthropicChatModel.Builder model = AnthropicChatModel.builder()
                .httpClientBuilderCustomizer(http -> http.interceptor(VcrInterceptor.ambient()));
        return model.options(options).build();
    }
}
