package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Persisters;
import io.vcr.Recorded;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/** An error response is recorded and replayed. */
class ErrorsTest {

    private static final Persister STORE = Persisters.inMemory();
    private static final Vcr RECORDER =
            Vcr.builder(STORE).record(Recorded.ERRORS).build();

    @Test
    void anErrorIsRecordedAndReplayed() throws IOException {
        try (ExampleProvider provider = ExampleProvider.start(Duration.ZERO)) {
            provider.failNext(429);
            asksAndIsRefused(client(provider.address()));
        }

        asksAndIsRefused(Providers.client(recorded().build()));
        assertThat(STORE.load(CassetteId.of("errors/rate-limit")).orElseThrow().episodes())
                .singleElement()
                .satisfies(episode -> {
                    assertThat(episode.response().status()).isEqualTo(429);
                    assertThat(episode.request().headers().contains("x-api-key"))
                            .isFalse();
                });
    }

    private static void asksAndIsRefused(MessagesClient client) {
        try (Session session = RECORDER.open("errors/rate-limit")) {
            assertThatThrownBy(() -> client.ask("Hello!")).hasMessageStartingWith("429: ");
        }
    }

    private static MessagesClient client(InetSocketAddress provider) {
        return Providers.client(
                recorded().proxy(new Proxy(Proxy.Type.HTTP, provider)).build());
    }

    private static OkHttpClient.Builder recorded() {
        return new OkHttpClient.Builder().addInterceptor(VcrInterceptor.ambient());
    }
}
