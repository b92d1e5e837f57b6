package io.vcr.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.testkit.server.LoopbackServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

@ResourceLock("io.vcr.OpenSessions")
class VcrClientInterceptorTest {

    private final LoopbackServer server = LoopbackServer.start();
    private final Vcr vcr =
            Vcr.builder(Persisters.inMemory()).environment(Map.of()).build();

    @AfterEach
    void end() {
        server.close();
    }

    /** A call in a session. */
    private interface Use {
        void with(VcrClientInterceptor interceptor);
    }

    @Test
    void whatAnInterceptorAboveAddsIsPartOfTheRequest() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));

        run(
                vcr,
                interceptor -> RestClient.builder()
                        .requestInterceptor((request, body, execution) -> {
                            request.getHeaders().add("X-Tenant", "acme");
                            return execution.execute(request, body);
                        })
                        .requestInterceptor(interceptor)
                        .build()
                        .get()
                        .uri(server.url("/one"))
                        .retrieve()
                        .toBodilessEntity());

        assertThat(server.request().headers().first("X-Tenant")).hasValue("acme");
    }

    @Test
    void aClientThatIsAttachedTwiceRecordsOnce() {
        server.on("/one", (request, wire) -> wire.respond("200 OK", "", "1"));

        Report report = run(
                vcr,
                interceptor -> RestClient.builder()
                        .requestInterceptor(interceptor)
                        .requestInterceptor(VcrClientInterceptor.ambient())
                        .build()
                        .get()
                        .uri(server.url("/one"))
                        .retrieve()
                        .body(String.class));

        assertThat(report.counts().recorded()).isEqualTo(1);
    }

    @Test
    void whatARestTemplateReturnsIsTheSameInAReplay() {
        server.on("/city", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain", "Oslo"));
        AtomicReference<String> city = new AtomicReference<>();
        Use read = interceptor -> {
            RestTemplate template = new RestTemplate();
            template.getInterceptors().add(interceptor);
            city.set(template.getForObject(server.url("/city"), String.class));
        };
        run(vcr, read);
        server.close();
        city.set(null);

        Report report = run(vcr.toBuilder().mode(RecordMode.NONE).build(), read);

        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(city).hasValue("Oslo");
    }

    @Test
    void aRefusedCallThrowsTheExceptionForItsStatus() {
        Report report = run(
                vcr.toBuilder().mode(RecordMode.NONE).build(),
                interceptor -> assertThatThrownBy(() -> RestClient.builder()
                                .requestInterceptor(interceptor)
                                .build()
                                .get()
                                .uri(server.url("/missing"))
                                .retrieve()
                                .body(String.class))
                        .isInstanceOf(HttpClientErrorException.BadRequest.class)
                        .hasMessageContaining("Nothing is recorded for GET"));

        assertThat(report.verdict()).isEqualTo(Verdict.REFUSED);
    }

    private static Report run(Vcr configured, Use use) {
        Session session = configured.open("spring");
        try {
            use.with(VcrClientInterceptor.of(session));
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
