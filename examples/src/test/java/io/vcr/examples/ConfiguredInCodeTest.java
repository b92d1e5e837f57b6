package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Filters;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.junit5.UseCassette;
import io.vcr.junit5.VcrExtension;
import io.vcr.okhttp.VcrInterceptor;
import java.net.URI;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same cassettes as in the quick start, with everything said in code. */
class ConfiguredInCodeTest {

    private static final Vcr RECORDER = Vcr.builder(Persisters.open(URI.create("file:src/test/cassettes")))
            .mode(RecordMode.NONE)
            .ignoring("$.metadata.run_id")
            .filter(Filters.removeRequestHeaders("x-tenant"))
            .build();

    @RegisterExtension
    static final VcrExtension VCR = VcrExtension.using(RECORDER);

    @Test
    @UseCassette("io/vcr/examples/QuickStartTest/answers")
    void clientOfOneSession(Session session) throws Exception {
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(VcrInterceptor.of(session))
                .build();
        assertThat(Providers.client(http).ask("Hello!")).contains("Hello");
    }
}
