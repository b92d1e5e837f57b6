package io.vcr.internal.usage;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names that one API gives to its numbers of tokens, relative to the object that holds them. Immutable.
 *
 * @param input the tokens of the prompt
 * @param output the tokens of the answer
 * @param within the tokens read from a cache that {@code input} includes; the first that is there counts
 * @param read the tokens read from a cache that {@code input} does not include
 * @param written the tokens written to a cache that {@code input} does not include
 * @param moreInput further tokens of the prompt
 * @param moreOutput further tokens of the answer, such as those of its reasoning
 */
record TokenFields(
        String input,
        String output,
        List<String> within,
        String read,
        String written,
        String moreInput,
        String moreOutput) {

    private static final String NONE = "";

    /** The first whose input or output is there counts: what a service says goes before what its model says. */
    private static final List<TokenFields> KNOWN = List.of(
            // Bedrock: the headers of InvokeModel and the metrics of its last chunk
            beside("inputTokenCount", "outputTokenCount", "cacheReadInputTokenCount", "cacheWriteInputTokenCount"),
            // Cohere: what it bills; "tokens" beside it includes what it adds to a prompt
            beside("billed_units.input_tokens", "billed_units.output_tokens", NONE, NONE),
            // Bedrock Converse
            beside("inputTokens", "outputTokens", "cacheReadInputTokens", "cacheWriteInputTokens"),
            // Gemini
            new TokenFields(
                    "promptTokenCount",
                    "candidatesTokenCount",
                    List.of("cachedContentTokenCount"),
                    NONE,
                    NONE,
                    "toolUsePromptTokenCount",
                    "thoughtsTokenCount"),
            // OpenAI chat, completions and embeddings, Mistral, Groq; the second name is DeepSeek's
            new TokenFields(
                    "prompt_tokens",
                    "completion_tokens",
                    List.of("prompt_tokens_details.cached_tokens", "prompt_cache_hit_tokens"),
                    NONE,
                    NONE,
                    NONE,
                    NONE),
            // OpenAI responses say the cached tokens within the input, Anthropic beside it
            new TokenFields(
                    "input_tokens",
                    "output_tokens",
                    List.of("input_tokens_details.cached_tokens"),
                    "cache_read_input_tokens",
                    "cache_creation_input_tokens",
                    NONE,
                    NONE),
            // Ollama
            beside("prompt_eval_count", "eval_count", NONE, NONE),
            // embeddings of Voyage
            beside("total_tokens", NONE, NONE, NONE));

    private static TokenFields beside(String input, String output, String read, String written) {
        return new TokenFields(input, output, List.of(), read, written, NONE, NONE);
    }

    /** The usage in the numbers of one answer; empty if they are none of tokens. */
    static Optional<TokenUsage> usage(String model, Map<String, Long> numbers) {
        return KNOWN.stream()
                .filter(api -> numbers.containsKey(api.input) || numbers.containsKey(api.output))
                .findFirst()
                .map(api -> api.of(model, numbers));
    }

    private TokenUsage of(String model, Map<String, Long> numbers) {
        long beside = numbers.getOrDefault(read, 0L);
        long fresh = numbers.getOrDefault(written, 0L);
        long cached = within.stream()
                .filter(numbers::containsKey)
                .findFirst()
                .map(name -> numbers.getOrDefault(name, 0L))
                .orElse(0L);
        return new TokenUsage(
                model,
                numbers.getOrDefault(input, 0L) + numbers.getOrDefault(moreInput, 0L) + beside + fresh,
                cached + beside,
                fresh,
                numbers.getOrDefault(output, 0L) + numbers.getOrDefault(moreOutput, 0L));
    }
}
