package io.vcr.examples.sdk;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.RateLimitChecker;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** A program that knows nothing of adapters: each SDK asks one question in a session of its own. */
final class PlainSdks {

    private static final String QUESTION = "What is the weather in Paris?";

    /** Creates a client of an SDK and asks with it. */
    interface Plain {
        Object ask(String url) throws Exception;
    }

    private PlainSdks() {}

    static Map<String, Plain> all() {
        Map<String, Plain> sdks = new LinkedHashMap<>();
        sdks.put("openai-java", url -> openAi(url).sync(QUESTION));
        sdks.put("openai-java-async", url -> openAi(url).async(QUESTION));
        sdks.put("openai-java-streaming", url -> openAi(url).streaming(QUESTION, () -> {}));
        sdks.put("anthropic-java", url -> anthropic(url).sync(QUESTION));
        sdks.put("anthropic-java-async", url -> anthropic(url).async(QUESTION));
        sdks.put("anthropic-java-streaming", url -> anthropic(url).streaming(QUESTION, () -> {}));
        sdks.put(
                "langchain4j",
                url -> OpenAiChatModel.builder()
                        .baseUrl(url + "/v1")
                        .apiKey("no-key-needed")
                        .modelName("gpt-4o-mini")
                        .build()
                        .chat(QUESTION));
        sdks.put(
                "langchain4j-streaming",
                url -> LangChain.streamed(
                        OpenAiStreamingChatModel.builder()
                                .baseUrl(url + "/v1")
                                .apiKey("no-key-needed")
                                .modelName("gpt-4o-mini")
                                .build(),
                        QUESTION,
                        () -> {}));
        sdks.put("google-genai", url -> genAi(url).sync(QUESTION));
        sdks.put("google-genai-async", url -> genAi(url).async(QUESTION));
        sdks.put("google-genai-streaming", url -> genAi(url).streaming(QUESTION, () -> {}));
        sdks.put("stripe-java", PlainSdks::stripe);
        sdks.put("github-api", PlainSdks::gitHub);
        sdks.put("bedrock-apache5", url -> bedrock(bedrock(url).httpClient(Apache5HttpClient.create())));
        sdks.put("bedrock-apache5-built", url -> bedrock(bedrock(url).httpClientBuilder(Apache5HttpClient.builder())));
        sdks.put("bedrock-url", url -> bedrock(bedrock(url).httpClientBuilder(UrlConnectionHttpClient.builder())));
        sdks.put("bedrock-netty", url -> bedrock(bedrockAsync(url).httpClient(NettyNioAsyncHttpClient.create())));
        sdks.put(
                "bedrock-netty-built",
                url -> bedrock(bedrockAsync(url)
                        .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))));
        return sdks;
    }

    private static Sdk openAi(String url) {
        return new OpenAiChat(OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey("no-key-needed")
                .build());
    }

    private static Sdk anthropic(String url) {
        return new AnthropicSdk(AnthropicOkHttpClient.builder()
                .baseUrl(url)
                .apiKey("no-key-needed")
                .build());
    }

    private static Sdk genAi(String url) {
        return new GenAi(Client.builder()
                .apiKey("no-key-needed")
                .httpOptions(HttpOptions.builder().baseUrl(url).build())
                .build());
    }

    private static Object stripe(String url) throws StripeException {
        return StripeClient.builder()
                .setApiKey("no-key-needed")
                .setApiBase(url)
                .build()
                .balance()
                .retrieve()
                .getObject();
    }

    /** Without the call that asks for the limit of calls. */
    private static Object gitHub(String url) throws IOException {
        return new GitHubBuilder()
                .withEndpoint(url)
                .withRateLimitChecker(RateLimitChecker.NONE)
                .build()
                .getMeta()
                .getGit();
    }

    private static BedrockRuntimeClientBuilder bedrock(String url) {
        return BedrockRuntimeClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "no-key-needed")));
    }

    private static BedrockRuntimeAsyncClientBuilder bedrockAsync(String url) {
        return BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create(url))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "no-key-needed")));
    }

    private static Object bedrock(BedrockRuntimeAsyncClientBuilder builder) {
        try (BedrockRuntimeAsyncClient client = builder.build()) {
            Message question = Message.builder()
                    .role(ConversationRole.USER)
                    .content(ContentBlock.fromText(QUESTION))
                    .build();
            return client.converse(request -> request.modelId("anthropic.claude-sonnet-4-5-20250929-v1:0")
                            .messages(question))
                    .join()
                    .output();
        }
    }

    private static Object bedrock(BedrockRuntimeClientBuilder client) {
        return new Bedrock(client.build()).sync(QUESTION);
    }

    /** Runs all SDKs: directory of the cassettes, record mode, URL of the provider. Prints a line for each. */
    public static void main(String[] args) {
        Vcr vcr = Vcr.builder(FilePersister.of(Path.of(args[0])))
                .mode(RecordMode.of(args[1]))
                .ignoreLocalhost(false)
                .build();
        all().forEach((name, sdk) -> {
            Session session = vcr.open(name);
            String result;
            try {
                result = sdk.ask(args[2]).toString();
            } catch (Exception e) {
                result = "failed " + e;
            }
            Report report = session.finish(Outcome.PASSED);
            int decisions = report.counts().replayed()
                    + report.counts().live()
                    + report.counts().refused();
            System.out.println("RESULT " + name + " " + report.verdict() + " " + decisions + " " + result.hashCode()
                    + " " + result.lines().findFirst().orElse(""));
        });
        System.exit(0);
    }
}
