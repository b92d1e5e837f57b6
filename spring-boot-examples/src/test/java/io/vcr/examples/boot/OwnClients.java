package io.vcr.examples.boot;

import io.vcr.spring.VcrClientConnector;
import io.vcr.spring.VcrClientInterceptor;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** How the documentation attaches clients that Spring Boot does not build. */
final class OwnClients {

    private OwnClients() {}

    static RestClient.Builder restClient() {
        return RestClient.builder().requestInterceptor(VcrClientInterceptor.ambient());
    }

    static WebClient.Builder webClient() {
        return WebClient.builder().clientConnector(VcrClientConnector.ambient(new ReactorClientHttpConnector()));
    }
}
