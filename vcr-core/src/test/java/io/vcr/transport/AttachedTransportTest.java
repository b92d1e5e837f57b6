package io.vcr.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("io.vcr.OpenSessions")
class AttachedTransportTest {

    private static final Vcr NONE = Vcr.builder(Persisters.inMemory())
            .mode(RecordMode.NONE)
            .environment(Map.of())
            .build();

    @Test
    void aRequestToThisMachinePasses() throws Exception {
        assertThat(inSession(NONE, Transport.attached(), "http://localhost:8080/"))
                .isEqualTo("sent");
    }

    @Test
    void aRequestToThisMachineIsNoLiveCall() throws Exception {
        Session session = NONE.open("attached");
        Transport.attached().execute(new Request("http://localhost:8080/"), new Call());
        Report report = session.finish(Outcome.PASSED);

        assertThat(report.counts().live()).isZero();
        assertThat(report.liveHosts()).isEmpty();
        assertThat(report.counts().passedThrough()).isEqualTo(Map.of("localhost", 1));
        assertThat(report.verdict()).isEqualTo(Verdict.NOOP);
    }

    @Test
    void aRequestToThisMachineAllowsNoOther() throws Exception {
        Session session =
                NONE.toBuilder().passThroughHosts("cdn.example.com").build().open("attached");
        Transport.attached().execute(new Request("http://localhost:8080/"), new Call());
        Transport.attached().execute(new Request("https://cdn.example.com/"), new Call());
        Report.Counts counts = session.finish(Outcome.PASSED).counts();

        assertThat(counts.live()).isOne();
        assertThat(counts.allowed()).isOne();
        assertThat(counts.passedThrough()).isEqualTo(Map.of("localhost", 1, "host cdn.example.com", 1));
    }

    @Test
    void aRequestToThisMachineIsDecidedOnIfSoConfigured() throws Exception {
        Vcr recording = NONE.toBuilder().ignoreLocalhost(false).build();

        assertThat(inSession(recording, Transport.attached(), "http://127.0.0.1:8080/"))
                .isEqualTo("answered 400");
    }

    @Test
    void aRequestToAnotherMachineIsDecidedOn() throws Exception {
        assertThat(inSession(NONE, Transport.attached(), "https://api.example.com/"))
                .isEqualTo("answered 400");
    }

    @Test
    void aClientThatItsUserHasAttachedDoesNotLetThisMachinePass() throws Exception {
        assertThat(inSession(NONE, Transport.ambient(), "http://localhost:8080/"))
                .isEqualTo("answered 400");
    }

    private static String inSession(Vcr vcr, Transport transport, String url) throws IOException {
        Session session = vcr.open("attached");
        try {
            return transport.execute(new Request(url), new Call());
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    private record Request(String url) implements OutgoingRequest {

        @Override
        public HttpRequest head() {
            return new HttpRequest("GET", Uri.of(url), Headers.EMPTY, Body.EMPTY);
        }

        @Override
        public Body body() {
            return Body.EMPTY;
        }
    }

    private static final class Call implements ClientCall<String, RuntimeException> {

        @Override
        public String answer(Answer answer) {
            return "answered " + answer.status();
        }

        @Override
        public String send() {
            return "sent";
        }

        @Override
        public String record(Capture capture) {
            return "recorded";
        }
    }
}
