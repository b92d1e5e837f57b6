package io.vcr.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

import io.vcr.junit5.UseCassette;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.restclient.test.autoconfigure.AutoConfigureMockRestServiceServer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestTemplate;

/** Tests with a mock server, whose annotations are in another package in Spring Boot 4. */
interface MockedSuites {

    @SpringBootTest(classes = OnlyTemplate.class)
    @AutoConfigureMockRestServiceServer
    @UseCassette
    class MockedTest {

        @Autowired
        MockRestServiceServer server;

        @Autowired
        RestTemplate template;

        @Test
        void asksTheMock() {
            server.expect(requestTo("http://prices.example/tea"))
                    .andRespond(withSuccess("cheap", MediaType.TEXT_PLAIN));
            assertThat(template.getForObject("http://prices.example/tea", String.class))
                    .isEqualTo("cheap");
        }
    }

    /** The mock server of Spring Boot stands for one client. */
    @EnableAutoConfiguration
    @Import(Templates.class)
    class OnlyTemplate {}
}
