package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache4.VcrHttpAsyncClient;
import io.vcr.apache4.VcrHttpClient;
import java.io.IOException;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.nio.client.CloseableHttpAsyncClient;
import org.apache.http.impl.nio.client.HttpAsyncClients;
import org.junit.jupiter.api.Test;

/** How the adapter of Apache HttpClient 4 is attached. */
class Apache4Test {

    @Test
    void clientOfManyTests() throws IOException {
        CloseableHttpClient client = VcrHttpClient.ambient(HttpClients.createDefault());
        assertThat(client).isNotNull();
        client.close();
    }

    @Test
    void asyncClientOfManyTests() throws IOException {
        CloseableHttpAsyncClient client = VcrHttpAsyncClient.ambient(HttpAsyncClients.createDefault());
        assertThat(client).isNotNull();
        client.close();
    }

    @Test
    void clientOfOneSession() throws IOException {
        try (Session session = Vcr.builder(Persisters.inMemory()).build().open("clients")) {
            CloseableHttpClient client = VcrHttpClient.of(session, HttpClients.createDefault());
            assertThat(client).isNotNull();
            client.close();
        }
    }
}
