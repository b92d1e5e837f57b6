package io.vcr.examples.boot;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestTemplate;

/** The older client of the application. */
@Configuration
class Templates {

    @Bean
    RestTemplate template(RestTemplateBuilder builder, @Value("${prices.url}") String url) {
        return builder.rootUri(url).build();
    }
}
