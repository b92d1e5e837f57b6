package io.vcr.examples.boot;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import reactor.core.publisher.Flux;

/** The application under test. It gets prices from a provider, by each of Spring's clients. */
@SpringBootApplication
public class ShopApplication {

    /** By RestClient. */
    @Bean
    Prices prices(RestClient.Builder builder, @Value("${prices.url}") String url) {
        RestClient client = builder.baseUrl(url).build();
        return item -> client.get().uri("/prices/{item}", item).retrieve().body(String.class);
    }

    /** By an HTTP interface. */
    @Bean
    Rates rates(RestClient.Builder builder, @Value("${prices.url}") String url) {
        RestClient client = builder.baseUrl(url).build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build()
                .createClient(Rates.class);
    }

    /** By WebClient. */
    @Bean
    Ticker ticker(WebClient.Builder builder, @Value("${prices.url}") String url) {
        WebClient client = builder.baseUrl(url).build();
        return item -> client.get().uri("/ticker/{item}", item).retrieve().bodyToFlux(String.class);
    }

    interface Prices {
        String of(String item);
    }

    interface Rates {
        @GetExchange("/rates/{currency}")
        String of(@PathVariable("currency") String currency);
    }

    interface Ticker {
        Flux<String> of(String item);
    }

    @RestController
    static class Offers {

        private final Prices prices;

        Offers(Prices prices) {
            this.prices = prices;
        }

        @GetMapping("/offers/{item}")
        String offer(@PathVariable("item") String item) {
            return item + " for " + prices.of(item);
        }
    }
}
