package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrInterceptor;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

@UseCassette
class QuickStartTest {

    private final OkHttpClient http =
            new OkHttpClient.Builder().addInterceptor(VcrInterceptor.ambient()).build();
    private final MessagesClient client = Providers.client(http);

    @Test
    void answers() throws Exception {
        assertThat(client.ask("Hello!")).contains("Hello");
    }

    @Test
    void streams() throws Exception {
        List<String> pieces = new ArrayList<>();
        client.stream("Count to three", pieces::add);
        assertThat(pieces).hasSizeGreaterThan(1);
    }
}
