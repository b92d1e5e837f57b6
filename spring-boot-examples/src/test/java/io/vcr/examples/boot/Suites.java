package io.vcr.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.junit5.UseCassette;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Tests as the developers of the application write them. Not found by the build: {@link SpringBootTestTest} runs them. */
interface Suites {

    @SpringBootTest
    @UseCassette
    class PricesTest {

        @Autowired
        ShopApplication.Prices prices;

        @Autowired
        ShopApplication.Rates rates;

        @Autowired
        ShopApplication.Ticker ticker;

        @Autowired
        RestTemplate template;

        @Test
        void asksByRestClient() {
            assertThat(prices.of("tea")).isEqualTo("price of /prices/tea");
        }

        @Test
        void asksByAnHttpInterface() {
            assertThat(rates.of("nok")).isEqualTo("price of /rates/nok");
        }

        @Test
        void asksByRestTemplate() {
            assertThat(template.getForObject("/prices/{item}", String.class, "milk"))
                    .isEqualTo("price of /prices/milk");
        }

        @Test
        void asksByWebClient() {
            assertThat(ticker.of("tea").collectList().block()).containsExactly("1", "2", "3");
        }
    }

    @SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
    @UseCassette
    class OffersTest {

        @Autowired
        RestClient.Builder builder;

        @LocalServerPort
        int port;

        @Test
        void offers() {
            RestClient browser = builder.baseUrl("http://localhost:" + port).build();
            assertThat(browser.get().uri("/offers/tea").retrieve().body(String.class))
                    .isEqualTo("tea for price of /prices/tea");
        }
    }

    /** Parallel tests that share the clients of one context. */
    @SpringBootTest
    @UseCassette
    class ParallelTest {

        @Autowired
        ShopApplication.Prices prices;

        @RepeatedTest(16)
        void asks(RepetitionInfo repetition) {
            for (int call = 0; call < 5; call++) {
                String item = repetition.getCurrentRepetition() + "-" + call;
                assertThat(prices.of(item)).isEqualTo("price of /prices/" + item);
            }
        }
    }
}
