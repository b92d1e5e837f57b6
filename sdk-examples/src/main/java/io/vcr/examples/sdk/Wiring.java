package io.vcr.examples.sdk;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The configuration of the SDK in a test, besides the recorder.
 *
 * @param proxy the proxy, which is the provider
 * @param key the credential
 * @param onSleep gets the time that the SDK would sleep before a retry; the SDK does not sleep
 * @param backOff the time that the SDK sleeps before a retry, for SDKs that accept only a duration
 */
record Wiring(Proxy proxy, String key, Consumer<Duration> onSleep, Duration backOff) {

    /** A host name without a DNS entry. */
    static final String HOST = "http://llm.example";

    static Wiring of(LlmProvider provider) {
        return new Wiring(provider.proxy(), "no-key-needed", duration -> {}, Duration.ofMillis(1));
    }

    /** The address of the proxy, for SDKs that need an address. */
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
