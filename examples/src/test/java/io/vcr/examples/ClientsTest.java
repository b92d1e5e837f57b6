package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Persisters;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.apache.VcrAsyncExecInterceptor;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.jdk.VcrUrlConnections;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLStreamHandler;
import java.net.http.HttpClient;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.Test;

/** How the adapters of Apache HttpClient and of the JDK are attached. */
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

    @Test
    void jdkClientOfManyTests() {
        HttpClient client = VcrHttpClient.ambient(HttpClient.newHttpClient());
        assertThat(client).isNotNull();
    }

    @Test
    void jdkClientOfOneSession() {
        try (Session session = Vcr.builder(Persisters.inMemory()).build().open("clients")) {
            HttpClient client = VcrHttpClient.of(session, HttpClient.newHttpClient());
            assertThat(client).isNotNull();
        }
    }

    @Test
    void jdkClientThatAnSdkBuilds() {
        HttpClient.Builder builder = VcrHttpClient.ambient(HttpClient.newBuilder());
        assertThat(builder.build()).isNotNull();
    }

    @Test
    void urlConnection() throws IOException {
        URL url = new URL("https://api.example.com/");
        HttpURLConnection connection = VcrUrlConnections.ambient().open(url);
        assertThat(connection).isNotNull();
    }

    @Test
    void urlThatOtherCodeOpens() throws IOException {
        URLStreamHandler handler = VcrUrlConnections.ambient().createURLStreamHandler("https");
        URL url = new URL(null, "https://api.example.com/", handler);
        assertThat(url.openConnection()).isNotNull();
    }
}
