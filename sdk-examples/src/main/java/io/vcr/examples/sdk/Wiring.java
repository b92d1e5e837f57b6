package io.vcr.examples.sdk;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the SDK of a test is given beside the recorder.
 *
 * @param proxy leads to the provider
 * @param key the credential
 * @param onSleep takes how long the SDK would sleep before it tries again; nobody sleeps
 * @param backOff how long the SDK sleeps if it takes a duration for that, and not something to sleep with
 */
record Wiring(Proxy proxy, String key, Consumer<Duration> onSleep, Duration backOff) {

    /** A name that no DNS knows. */
    static final String HOST = "http://llm.example";

    static Wiring of(LlmProvider provider) {
        return new Wiring(provider.proxy(), "no-key-needed", duration -> {}, Duration.ofMillis(1));
    }

    /** The proxy, for SDKs that take the address of one. */
    URI proxyUri() {
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        return URI.create("http://" + address.getHostString() + ":" + address.getPort());
    }

    Wiring withKey(String newKey) {
        return new Wiring(proxy, newKey, onSleep, backOff);
    }

    Wiring withSleeps(Consumer<Duration> newOnSleep) {
        return new Wiring(proxy, key, newOnSleep, backOff);
    }

    Wiring withBackOff(Duration newBackOff) {
        return new Wiring(proxy, key, onSleep, newBackOff);
    }
}
