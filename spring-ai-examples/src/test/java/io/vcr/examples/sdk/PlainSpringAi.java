package io.vcr.examples.sdk;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** A program that knows nothing of adapters: each model answers one question in a session of its own. */
final class PlainSpringAi {

    private static final String KEY = "no-key-needed";

    private PlainSpringAi() {}

    /** The models, each in the ways in which it can be called. */
    static Map<String, Way> all() {
        Map<String, Way> calls = new LinkedHashMap<>();
        for (Way way : new Way[] {Way.SYNC, Way.ASYNC_STREAMING}) {
            calls.put("openai-" + way.name(), way);
            calls.put("anthropic-" + way.name(), way);
        }
        return calls;
    }

    private static Sdk model(String name, String url) {
        return new SpringAi(
                name.startsWith("openai")
                        ? OpenAiChatModel.builder()
                                .options(OpenAiChatOptions.builder()
                                        .baseUrl(url + "/v1")
                                        .apiKey(KEY)
                                        .model("gpt-4o-mini")
                                        .build())
                                .build()
                        : AnthropicChatModel.builder()
                                .options(AnthropicChatOptions.builder()
                                        .baseUrl(url)
                                        .apiKey(KEY)
                                        .model("claude-sonnet-4-5")
                                        .maxTokens(1024)
                                        .build())
                                .build());
    }

    /** The words of an answer: the order of its metadata differs from one JVM to the next. */
    private static String sorted(String answer) {
        return Arrays.stream(answer.split("[,{}\\[\\] ]+")).sorted().collect(Collectors.joining(" "));
    }

    /** Takes the directory of the cassettes, the record mode and the URL of the provider. Prints a line for each call. */
    public static void main(String[] args) {
        Vcr vcr = Vcr.builder(FilePersister.of(Path.of(args[0])))
                .mode(RecordMode.of(args[1]))
                .ignoreLocalhost(false)
                .build();
        all().forEach((name, way) -> {
            Session session = vcr.open(name);
            String result;
            try (Sdk sdk = model(name, args[2])) {
                result = sorted(way.ask(sdk).toString());
            } catch (Exception e) {
                result = "failed " + e;
            }
            Report report = session.finish(Outcome.PASSED);
            System.out.println("RESULT " + name + " " + report.verdict() + " " + result.hashCode());
        });
        System.exit(0);
    }
}
