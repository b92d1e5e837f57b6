package io.vcr.examples;

import java.util.Map;
import okhttp3.OkHttpClient;

/**
 * Which provider the examples call: the real one if {@code ANTHROPIC_BASE_URL} and {@code ANTHROPIC_API_KEY} are set,
 * else the example provider under a name that no DNS knows. A replay needs neither.
 */
final class Providers {

    static final String EXAMPLE_URL = "http://provider.example";

    private Providers() {}

    static MessagesClient client(OkHttpClient http) {
        Map<String, String> environment = System.getenv();
        return new MessagesClient(
                http,
                environment.getOrDefault("ANTHROPIC_BASE_URL", EXAMPLE_URL),
                environment.getOrDefault("ANTHROPIC_API_KEY", "no-key-needed"));
    }
}
