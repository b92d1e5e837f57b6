package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.ai.openai.models.ChatCompletions;
import com.azure.ai.openai.models.ChatCompletionsOptions;
import com.azure.ai.openai.models.ChatRequestUserMessage;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.http.HttpClient;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.azure.VcrAzureHttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Azure OpenAI by the SDK of Azure, over the JDK's client. openai-java also speaks to Azure, over OkHttp. */
class AzureOpenAiTest {

    @Test
    void aChatAndItsStreamAreReplayedWithoutTheProvider() throws Exception {
        Vcr vcr = Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
        LlmProvider provider = LlmProvider.start();
        String endpoint = "https://127.0.0.1:" + provider.address().getPort();
        try (provider) {
            List<String> recorded = answers(vcr, endpoint, Verdict.MISS_RECORDED);
            assertThat(provider.calls()).isEqualTo(2);
            provider.close();

            assertThat(answers(vcr.toBuilder().mode(RecordMode.NONE).build(), endpoint, Verdict.HIT))
                    .isEqualTo(recorded)
                    .hasSizeGreaterThan(2);
        }
    }

    private static List<String> answers(Vcr vcr, String endpoint, Verdict expected) throws Exception {
        Session session = vcr.open("azure");
        try {
            OpenAIClientBuilder client = client(endpoint, HttpClient.createDefault());
            List<String> answers = new ArrayList<>();
            answers.add(text(client.buildClient().getChatCompletions("gpt-4o-mini", question())));
            client.buildClient().getChatCompletionsStream("gpt-4o-mini", question()).stream()
                    .map(AzureOpenAiTest::text)
                    .forEach(answers::add);
            Report report = session.finish(Outcome.PASSED);
            assertThat(report.verdict()).isEqualTo(expected);
            return answers;
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    /** The SDK sends a key over TLS only, so the test takes TLS away below it. */
    private static OpenAIClientBuilder client(String endpoint, HttpClient yours) {
        OpenAIClientBuilder client = new OpenAIClientBuilder().httpClient(VcrAzureHttpClient.ambient(yours));
        return client.endpoint(endpoint)
                .credential(new AzureKeyCredential("no-key-needed"))
                .addPolicy((call, next) -> {
                    call.getHttpRequest()
                            .setUrl(call.getHttpRequest().getUrl().toString().replace("https:", "http:"));
                    return next.process();
                });
    }

    /** The SDK writes into it whether the call streams. */
    private static ChatCompletionsOptions question() {
        return new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("What is the weather in Paris?")));
    }

    private static String text(ChatCompletions part) {
        if (part.getChoices() == null || part.getChoices().isEmpty()) {
            return "";
        }
        var choice = part.getChoices().get(0);
        var message = choice.getMessage() == null ? choice.getDelta() : choice.getMessage();
        return message == null || message.getContent() == null ? "" : message.getContent();
    }
}
