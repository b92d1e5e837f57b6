package io.vcr.examples.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.google.genai.Client;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import io.vcr.anthropic.VcrAnthropicInterceptor;
import io.vcr.aws.VcrSdkHttpClient;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.okhttp.VcrInterceptor;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;

/** The SDKs, each attached to the recorder as its documentation says. */
enum SdkCase implements AttachedSdk {
    OPENAI_CHAT("openai-java, chat completions", "com.openai.errors.", wiring -> new OpenAiChat(openAi(wiring))),
    OPENAI_RESPONSES("openai-java, responses", "com.openai.errors.", wiring -> new OpenAiResponses(openAi(wiring))),
    ANTHROPIC("anthropic-java, messages", "com.anthropic.errors.", wiring -> new AnthropicSdk(anthropic(wiring))),
    GENAI("google-genai", "com.google.genai.errors.", wiring -> new GenAi(genAi(wiring))),
    LANGCHAIN4J("LangChain4j, OpenAI", "dev.langchain4j.exception.", SdkCase::langChain),
    BEDROCK(
            "AWS SDK, Bedrock's Converse",
            "software.amazon.awssdk.services.bedrockruntime.model.",
            wiring -> new Bedrock(bedrock(wiring)));

    private final String label;
    private final String errors;
    private final Function<Wiring, Sdk> make;

    SdkCase(String label, String errors, Function<Wiring, Sdk> make) {
        this.label = label;
        this.errors = errors;
        this.make = make;
    }

    @Override
    public Sdk with(Wiring wiring) {
        return make.apply(wiring);
    }

    /** LangChain4j has a model that blocks and one that streams without; the AWS SDK streams over its async client. */
    @Override
    public Stream<Way> ways() {
        return switch (this) {
            case LANGCHAIN4J -> Stream.of(Way.SYNC, Way.ASYNC_STREAMING);
            case BEDROCK -> Stream.of(Way.SYNC);
            default -> Arrays.stream(Way.values());
        };
    }

    @Override
    public String errors() {
        return errors;
    }

    /** Whether it takes what it sleeps with. google-genai tries again below the recorder, which sees the last answer only. */
    boolean sleepsVisibly() {
        return this != GENAI && this != LANGCHAIN4J;
    }

    @Override
    public String toString() {
        return label;
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
        HttpClient.Builder yours = HttpClient.newBuilder()
                .proxy(ProxySelector.of((InetSocketAddress) wiring.proxy().address()));
        HttpClientBuilder http = JdkHttpClient.builder().httpClientBuilder(VcrHttpClient.ambient(yours));
        return new LangChain(http, wiring.key());
    }

    static BedrockRuntimeClient bedrock(Wiring wiring) {
        ProxyConfiguration proxy = ProxyConfiguration.builder()
                .endpoint(wiring.proxyUri())
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false)
                .build();
        SdkHttpClient yours =
                Apache5HttpClient.builder().proxyConfiguration(proxy).build();
        BedrockRuntimeClientBuilder client = BedrockRuntimeClient.builder().httpClient(VcrSdkHttpClient.ambient(yours));
        return client.region(Region.US_EAST_1)
                .endpointOverride(URI.create(Wiring.HOST))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(wiring.key(), wiring.key(), wiring.key())))
                .overrideConfiguration(overrides -> overrides.retryStrategy(new VisibleBackOff(wiring.onSleep())))
                .build();
    }
}
