package com.acme.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vcr.apache.VcrExecInterceptor;
import io.vcr.junit5.UseCassette;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;

@UseCassette
class StockTest {

    @Test
    void runsOnTheModulePath() {
        assertTrue(VcrExecInterceptor.class.getModule().isNamed());
        assertTrue(UseCassette.class.getModule().isNamed());
        assertNull(VcrExecInterceptor.class.getModule().getLayer().findModule("okhttp3").orElse(null));
    }

    @Test
    void counts() throws IOException {
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = "7".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        provider.start();
        // Used as a proxy, so that the recorded URL does not depend on the free port.
        HttpHost proxy = new HttpHost("localhost", provider.getAddress().getPort());
        try (CloseableHttpClient client = VcrExecInterceptor.ambient()
                .attachTo(HttpClients.custom().setProxy(proxy))
                .build()) {
            assertEquals(
                    "7",
                    client.execute(
                            new HttpGet("http://stock.example/count"),
                            response -> EntityUtils.toString(response.getEntity())));
        } finally {
            provider.stop(0);
        }
    }
}
