package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache.VcrAsyncExecInterceptor;
import io.vcr.apache.VcrExecInterceptor;
import java.io.IOException;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.Test;

/** How the adapters of Apache HttpClient are attached. */
class ClientsTest {

    @Test
    void classicClientOfManyTests() throws IOException {
        try (CloseableHttpClient client =
                VcrExecInterceptor.ambient().attachTo(HttpClients.custom()).build()) {
            assertThat(client).isNotNull();
        }
    }

    @Test
    void classicClientOfOneSession() throws IOException {
        try (Session session = Vcr.builder(Persisters.inMemory()).build().open("clients");
                CloseableHttpClient client = VcrExecInterceptor.of(session)
                        .attachTo(HttpClients.custom())
                        .build()) {
            assertThat(client).isNotNull();
        }
    }

    @Test
    void asyncClientOfManyTests() throws IOException {
        try (CloseableHttpAsyncClient client = VcrAsyncExecInterceptor.ambient()
                .attachTo(HttpAsyncClients.custom())
                .build()) {
            assertThat(client).isNotNull();
        }
    }
}
