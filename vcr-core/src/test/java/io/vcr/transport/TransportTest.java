package io.vcr.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("asks which sessions of the JVM are open")
@Execution(ExecutionMode.SAME_THREAD)
class TransportTest {

    private final Vcr vcr = Vcr.builder(Persisters.inMemory())
            .environment(Map.of())
            .mode(RecordMode.NONE)
            .passThroughHosts("live.example.com")
            .build();

    @Test
    void anAdapterLearnsThatARequestBelongsToNoSession() throws IOException {
        assertThat(Transport.ambient().execute(request("api.example.com"), new Told()))
                .isEqualTo("sent outside");
    }

    @Test
    void aRequestThatPassesByARuleIsNotOutside() throws IOException {
        Session session = vcr.open("a");

        assertThat(Transport.of(session).execute(request("live.example.com"), new Told()))
                .isEqualTo("sent");

        session.finish(Outcome.FAILED);
    }

    @Test
    void anAdapterLearnsThatAnAnswerIsARefusal() throws IOException {
        Session session = vcr.open("a");

        assertThat(Transport.of(session).execute(request("api.example.com"), new Told()))
                .isEqualTo("refused");

        session.finish(Outcome.FAILED);
    }

    @Test
    void aCallThatIsCancelledBeforeItIsSentIsNoLiveCall() throws Exception {
        Session session = Vcr.builder(Persisters.inMemory())
                .environment(Map.of())
                .mode(RecordMode.ALL)
                .build()
                .open("a");
        CompletableFuture<Body> body = new CompletableFuture<>();
        AsyncOutgoingRequest request = new AsyncOutgoingRequest() {
            @Override
            public HttpRequest head() {
                return to("api.example.com");
            }

            @Override
            public CompletionStage<Body> body() {
                return body;
            }
        };
        Told cancelled = new Told(true);
        CompletableFuture<String> result = Transport.of(session).executeAsync(request, cancelled);

        body.complete(Body.EMPTY);

        assertThat(result).failsWithin(10, TimeUnit.SECONDS).withThrowableThat().withMessageContaining("Cancelled");
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.counts().live()).isZero();
        assertThat(report.liveHosts()).isEmpty();
        assertThat(report.counts().dropped()).isEqualTo(Map.of("cancelled", 1));
    }

    private static HttpRequest to(String host) {
        return new HttpRequest("GET", Uri.of("https://" + host + "/"), Headers.EMPTY, Body.EMPTY);
    }

    private static OutgoingRequest request(String host) {
        return new OutgoingRequest() {
            @Override
            public HttpRequest head() {
                return to(host);
            }

            @Override
            public Body body() {
                return Body.EMPTY;
            }
        };
    }

    /** Returns which method was called. */
    private static final class Told implements ClientCall<String, RuntimeException> {

        private final boolean isCancelled;

        Told() {
            this(false);
        }

        Told(boolean isCancelled) {
            this.isCancelled = isCancelled;
        }

        @Override
        public String answer(Answer answer) {
            return answer.isRefusal() ? "refused" : "replayed";
        }

        @Override
        public String send() {
            return "sent";
        }

        @Override
        public String sendOutside() {
            return "sent outside";
        }

        @Override
        public boolean isCancelled() {
            return isCancelled;
        }

        @Override
        public String record(Capture capture) {
            return "recorded";
        }
    }
}
