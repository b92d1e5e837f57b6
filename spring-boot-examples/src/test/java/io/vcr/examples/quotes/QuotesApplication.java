package io.vcr.examples.quotes;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A service that calls two providers, whose base URLs are settings: {@code prices.url} and {@code rates.url}. It knows
 * neither cassettes nor tests.
 */
@SpringBootApplication
public class QuotesApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(QuotesApplication.class, arguments);
    }

    @RestController
    static class Quotes {

        private final RestClient prices;
        private final RestClient rates;

        Quotes(
                RestClient.Builder builder,
                @Value("${prices.url}") String pricesUrl,
                @Value("${rates.url}") String ratesUrl) {
            this.prices = builder.clone().baseUrl(pricesUrl).build();
            this.rates = builder.clone().baseUrl(ratesUrl).build();
        }

        @GetMapping("/quotes/{item}")
        String quote(@PathVariable("item") String item, @RequestParam("currency") String currency) {
            double price = number(prices, "/prices/{item}", item);
            return item + " for " + Math.round(price * number(rates, "/rates/{currency}", currency)) + " " + currency;
        }

        private static double number(RestClient provider, String path, String what) {
            return Double.parseDouble(
                    String.valueOf(provider.get().uri(path, what).retrieve().body(String.class)));
        }
    }
}
