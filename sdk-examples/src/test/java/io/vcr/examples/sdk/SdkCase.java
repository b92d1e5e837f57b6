package io.vcr.examples.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.vcr.anthropic.VcrAnthropicInterceptor;
import io.vcr.okhttp.VcrInterceptor;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.params.provider.Arguments;

/** The SDKs, each attached to the recorder as its documentation says. */
enum SdkCase {
    OPENAI_CHAT("openai-java, chat completions", "com.openai.errors.", wiring -> new OpenAiChat(openAi(wiring))),
    OPENAI_RESPONSES("openai-java, responses", "com.openai.errors.", wiring -> new OpenAiResponses(openAi(wiring))),
    ANTHROPIC("anthropic-java, messages", "com.anthropic.errors.", wiring -> new AnthropicSdk(anthropic(wiring))),
    GENAI("google-genai", "com.google.genai.errors.", wiring -> new GenAi(genAi(wiring))),
    LANGCHAIN4J("LangChain4j, OpenAI", "dev.langchain4j.exception.", SdkCase::langChain);

    private final String label;
    private final String errors;
    private final Function<Wiring, Sdk> make;

    SdkCase(String label, String errors, Function<Wiring, Sdk> make) {
        this.label = label;
        this.errors = errors;
        this.make = make;
    }

    static Stream<Arguments> sdksAndWays() {
        return Arrays.stream(values()).flatMap(sdk -> sdk.ways().map(way -> Arguments.of(sdk, way)));
    }

    /** LangChain4j has a model that blocks and one that streams without. */
    private Stream<Way> ways() {
        return this == LANGCHAIN4J ? Stream.of(Way.SYNC, Way.ASYNC_STREAMING) : Arrays.stream(Way.values());
    }

    /** What the names of the SDK's exceptions begin with. */
    String errors() {
        return errors;
    }

    /** Whether it takes what it sleeps with. google-genai tries again below the recorder, which sees the last answer only. */
    boolean sleepsVisibly() {
        return this != GENAI && this != LANGCHAIN4J;
    }

    Sdk with(Wiring wiring) {
        return make.apply(wiring);
    }

    @Override
    public String toString() {
        return label;
    }

    /** What the SDK itself has thrown: futures wrap it. */
    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException
                ? unwrapped(failure.getCause())
                : failure;
    }

    static OpenAIClient openAi(Wiring wiring) {
        String key = wiring.key();
        OpenAIOkHttpClient.Builder client = OpenAIOkHttpClient.builder()
                .addInterceptor(VcrInterceptor.ambient())
                .apiKey(key);
        return client.baseUrl(Wiring.HOST + "/v1")
                .proxy(wiring.proxy())
                .sleeper(new RecordedSleeper(wiring.onSleep()))
                .build();
    }

    static AnthropicClient anthropic(Wiring wiring) {
        String key = wiring.key();
        AnthropicOkHttpClient.Builder client = AnthropicOkHttpClient.builder()
                .addInterceptor(VcrAnthropicInterceptor.ambient())
                .apiKey(key);
        return client.baseUrl(Wiring.HOST)
                .proxy(wiring.proxy())
                .sleeper(new RecordedSleeper(wiring.onSleep()))
                .build();
    }

    static Client genAi(Wiring wiring) {
        String key = wiring.key();
        OkHttpClient yours = new OkHttpClient.Builder().proxy(wiring.proxy()).build();
        OkHttpClient http =
                yours.newBuilder().addInterceptor(VcrInterceptor.ambient()).build();
        Client.Builder client = Client.builder()
                .clientOptions(ClientOptions.builder().customHttpClient(http).build())
                .apiKey(key);
        HttpRetryOptions retries = HttpRetryOptions.builder()
                .initialDelay(wiring.backOff().toMillis() / 1000.0)
                .build();
        return client.httpOptions(HttpOptions.builder()
                        .baseUrl(Wiring.HOST)
                        .retryOptions(retries)
                        .build())
                .build();
    }

    static Sdk langChain(Wiring wiring) {
        OkHttpClient yours = new OkHttpClient.Builder().proxy(wiring.proxy()).build();
        OkHttpClient http = VcrInterceptor.ambient().attachTo(yours);
        return new LangChain(new LangChainHttp(http), wiring.key(), Map.of());
    }
}
