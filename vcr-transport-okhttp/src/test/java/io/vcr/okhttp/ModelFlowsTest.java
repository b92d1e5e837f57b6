package io.vcr.okhttp;

import static io.vcr.okhttp.FlowFixture.field;
import static io.vcr.okhttp.FlowFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model signs or encrypts, and wants back in the next turn, survives to the letter. */
class ModelFlowsTest {

    private static final int TURNS = 3;

    @TempDir
    private Path directory;

    private FlowFixture flows;
    private final List<String> signatures = new ArrayList<>();

    @BeforeEach
    void start() {
        flows = new FlowFixture(directory);
    }

    @AfterEach
    void close() {
        flows.close();
    }

    /** A signature of a model: base64 of bytes that are no text. */
    private String sign(String prefix) {
        String signature = prefix + flows.random(330) + "+/8Y" + "AQ==";
        signatures.add(signature);
        return signature;
    }

    /**
     * Three turns, each with everything that was said before.
     *
     * @param answer with {@code %s} for the signature
     * @param field the name of the signature
     * @param path where the model is
     */
    private void converse(String path, String type, String answer, String field, String prefix) throws Exception {
        flows.server.on(path, (request, wire) -> {
            boolean knowsAll = signatures.stream().allMatch(request.text()::contains);
            wire.respond(
                    knowsAll ? "200 OK" : "400 Bad Request", "Content-Type: " + type, answer.formatted(sign(prefix)));
        });

        String cassette = flows.bothWays((client, password) -> {
            StringBuilder turns = new StringBuilder("{\"role\":\"user\",\"text\":\"Go on\"}");
            for (int turn = 0; turn < TURNS; turn++) {
                String request = "{\"max_tokens\":1000,\"messages\":[" + turns + "]}";
                String said = text(client, flows.json(path, request).header("X-Api-Key", password));
                turns.append(",{\"role\":\"assistant\",\"").append(field).append("\":\"");
                turns.append(field(said, field)).append("\"}");
            }
            return turns.toString();
        });

        assertThat(signatures).hasSize(TURNS);
        assertThat(cassette.replaceAll("\\s+", "")).contains(signatures);
    }

    @Test
    void thinkingOfAnthropic() throws Exception {
        converse("/v1/messages", "application/json", """
                {"content":[{"type":"thinking","thinking":"Well","signature":"%s"},{"type":"text","text":"Yes"}],\
                "usage":{"input_tokens":9,"output_tokens":3}}""", "signature", "EqQB");
    }

    @Test
    void redactedThinkingOfAnthropic() throws Exception {
        converse("/v1/messages", "application/json", """
                {"content":[{"type":"redacted_thinking","data":"%s"}],"usage":{"output_tokens":3}}""", "data", "EmwK");
    }

    @Test
    void thinkingOfAnthropicInAStream() throws Exception {
        converse("/v1/messages", "text/event-stream", """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Well"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"%s"}}

                event: message_stop
                data: {"type":"message_stop"}

                """, "signature", "EqQB");
    }

    @Test
    void thoughtSignaturesOfGemini() throws Exception {
        converse("/v1beta/models/gemini:generateContent", "application/json", """
                {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"token":"a"}},\
                "thoughtSignature":"%s"}]}}],"usageMetadata":{"totalTokenCount":12}}""", "thoughtSignature", "CtwB");
    }

    @Test
    void thoughtSignaturesOfGeminiInAStream() throws Exception {
        converse("/v1beta/models/gemini:streamGenerateContent", "text/event-stream", """
                data: {"candidates":[{"content":{"parts":[{"text":"Well"}]}}]}

                data: {"candidates":[{"content":{"parts":[{"text":"","thought_signature":"%s"}]}}]}

                """, "thought_signature", "CtwB");
    }

    @Test
    void encryptedReasoningOfOpenAi() throws Exception {
        converse("/v1/responses", "application/json", """
                {"output":[{"type":"reasoning","id":"rs_1","encrypted_content":"%s"}],\
                "usage":{"output_tokens_details":{"reasoning_tokens":4}}}""", "encrypted_content", "gAAAAABo");
    }
}
