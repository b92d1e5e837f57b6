package io.vcr.examples.sdk;

import java.net.Proxy;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the SDK of a test is given beside the recorder.
 *
 * @param proxy leads to the provider
 * @param key the credential
 * @param onSleep takes how long the SDK would sleep before it tries again; nobody sleeps
 */
record Wiring(Proxy proxy, String key, Consumer<Duration> onSleep) {

    /** A name that no DNS knows. */
    static final String HOST = "http://llm.example";

    static Wiring of(LlmProvider provider) {
        return new Wiring(provider.proxy(), "no-key-needed", duration -> {});
    }

    Wiring withKey(String newKey) {
        return new Wiring(proxy, newKey, onSleep);
    }

    Wiring withSleeps(Consumer<Duration> newOnSleep) {
        return new Wiring(proxy, key, newOnSleep);
    }
}
