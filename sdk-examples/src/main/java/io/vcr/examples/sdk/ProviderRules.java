package io.vcr.examples.sdk;

import io.vcr.Persisters;
import io.vcr.Vcr;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Rules whose tests each have a recorder and a provider of their own. */
abstract class ProviderRules {

    final Vcr vcr = Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();
    LlmProvider provider;

    @BeforeEach
    void startProvider() throws Exception {
        provider = LlmProvider.start();
    }

    @AfterEach
    void stopProvider() {
        provider.close();
    }
}
