package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.file.FilePersister;
import io.vcr.okhttp.TransportFixture.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cassettes that the gateway has recorded with vcrpy answer the same requests here. They are in the folder {@code seed}
 * of the directory that the system property {@code vcr.test.corpus} or the variable {@code VCR_TEST_CORPUS} names.
 */
class SeedCassettesTest {

    private static final String MESSAGES =
            "{\"model\": \"claude-sonnet-4-5-20250929\", \"messages\": [{\"role\": \"user\","
                    + " \"content\": [{\"type\": \"text\", \"text\": \"Hello!\"}]}], \"max_tokens\": 64000";

    @TempDir
    Path cassettes;

    @BeforeEach
    void copyTheCassettes() throws IOException {
        String corpus = System.getProperty("vcr.test.corpus", System.getenv("VCR_TEST_CORPUS"));
        String missing = "SeedCassettesTest is skipped: neither vcr.test.corpus nor VCR_TEST_CORPUS names a directory";
        if (corpus == null) {
            System.out.println(missing);
        }
        assumeTrue(corpus != null, missing);
        for (String name : new String[] {"anthropic_basic_completion.yaml", "anthropic_streaming_completion.yaml"}) {
            Files.copy(Path.of(corpus, "seed", name), cassettes.resolve(name));
        }
    }

    @Test
    void completionIsReplayed() throws IOException {
        Seen seen = replay("anthropic_basic_completion", MESSAGES + "}");

        assertThat(seen.body().size()).isEqualTo(358);
        assertThat(seen.body().utf8()).startsWith("{").contains("Hello! How can I help you today?");
    }

    @Test
    void streamedCompletionIsReplayed() throws IOException {
        Seen seen = replay("anthropic_streaming_completion", MESSAGES + ", \"stream\": true}");

        assertThat(seen.all("Content-Type")).containsExactly("text/event-stream");
        assertThat(seen.body().utf8())
                .containsSubsequence("\"text\": \"Hello\"", "\"text\": \" from\"", "\"text\": \" LiteLLM!\"")
                .endsWith("event: message_stop\ndata: {\"type\": \"message_stop\"}\n\n");
    }

    private Seen replay(String cassette, String json) throws IOException {
        Request request = new Request.Builder()
                .url("https://api.anthropic.com/v1/messages")
                .header("x-api-key", "any")
                .post(RequestBody.create(json, MediaType.get("application/json")))
                .build();
        try (FilePersister store = FilePersister.of(cassettes);
                Session session =
                        Vcr.builder(store).mode(RecordMode.NONE).build().open(cassette)) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .addInterceptor(VcrInterceptor.of(session))
                    .build();
            Seen seen = TransportFixture.call(client, request);
            assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.HIT);
            return seen;
        }
    }
}
