package io.vcr.cli;

import io.vcr.SecretPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say what is no secret. Confined to one thread. */
final class SecretOptions {

    @Option(
            names = "--keep",
            paramLabel = "RULE",
            split = ",",
            description = "What is no secret: a name, a kind or a JSON path, as vcr.keep takes it. Default: VCR_KEEP.")
    private List<String> keep = new ArrayList<>();

    @Option(names = "--allow", paramLabel = "TEXT", description = "A text that only looks like a secret; repeatable.")
    private List<String> allow = new ArrayList<>();

    SecretOptions() {}

    /**
     * The policy that finds and replaces everything else.
     *
     * @throws IllegalArgumentException if a rule is none
     */
    SecretPolicy policy(Map<String, String> environment) {
        String variable = environment.getOrDefault("VCR_KEEP", "").strip();
        List<String> rules = keep.isEmpty() && !variable.isEmpty() ? List.of(variable.split("\\s*,\\s*", -1)) : keep;
        return SecretPolicy.redact().keeping(rules.toArray(String[]::new)).allowing(allow.toArray(String[]::new));
    }
}
