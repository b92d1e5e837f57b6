package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.Vcr;
import org.junit.jupiter.api.Test;

/** Requests to some hosts always go live. */
class LiveTest {

    private final Vcr recorder = Vcr.builder(Persisters.inMemory())
            .passThroughHosts("auth.example.com", "*.internal.example.com")
            .ignoreLocalhost(true)
            .build();

    @Test
    void namedHostsPassThrough() {
        assertThat(recorder.passesThrough("auth.example.com")).isTrue();
        assertThat(recorder.passesThrough("a.internal.example.com")).isTrue();
        assertThat(recorder.passesThrough("localhost")).isTrue();
        assertThat(recorder.passesThrough("api.example.com")).isFalse();
    }
}
