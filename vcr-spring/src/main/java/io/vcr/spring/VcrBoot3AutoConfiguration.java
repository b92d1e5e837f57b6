package io.vcr.spring;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.client.RestClientCustomizer;
import org.springframework.boot.web.client.RestTemplateCustomizer;
import org.springframework.boot.web.reactive.function.client.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.reactive.ClientHttpConnector;

/** Attaches the recorder to the builders of HTTP clients that Spring Boot 3.5 makes. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.http.client.reactive.ClientHttpConnectorAutoConfiguration",
            "org.springframework.boot.test.autoconfigure.web.client.MockRestServiceServerAutoConfiguration"
        })
class VcrBoot3AutoConfiguration {

    /** A mock server has its own answers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestClientCustomizer.class)
    @ConditionalOnMissingBean(type = "org.springframework.test.web.client.MockRestServiceServer")
    static class Blocking {

        /** The last one: the interceptors of the application are above, as what they add is part of the request. */
        @Bean
        @Order
        RestClientCustomizer vcrRestClientCustomizer() {
            return builder -> builder.requestInterceptor(VcrClientInterceptor.attached());
        }

        @Bean
        @Order
        RestTemplateCustomizer vcrRestTemplateCustomizer() {
            return template -> {
                List<ClientHttpRequestInterceptor> interceptors = new ArrayList<>(template.getInterceptors());
                interceptors.add(VcrClientInterceptor.attached());
                template.setInterceptors(interceptors);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebClientCustomizer.class)
    @ConditionalOnBean(ClientHttpConnector.class)
    static class Reactive {

        /** Between the customizer of Spring Boot that sets this connector and those of the application. */
        @Bean
        @Order(1)
        WebClientCustomizer vcrWebClientCustomizer(ClientHttpConnector connector) {
            return builder -> builder.clientConnector(VcrClientConnector.attached(connector));
        }
    }
}
