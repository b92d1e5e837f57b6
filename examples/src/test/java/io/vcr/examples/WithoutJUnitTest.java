package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.file.FilePersister;
import io.vcr.okhttp.VcrInterceptor;
import java.nio.file.Path;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

class WithoutJUnitTest {

    private final OkHttpClient http =
            new OkHttpClient.Builder().addInterceptor(VcrInterceptor.ambient()).build();
    private final MessagesClient client = Providers.client(http);
    private final Vcr vcr = Vcr.builder(FilePersister.of(Path.of("src/test/cassettes")))
            .mode(RecordMode.NONE)
            .build();

    @Test
    void aTryBlockIsASession() throws Exception {
        try (Session session = vcr.open("io/vcr/examples/QuickStartTest/answers")) {
            assertThat(client.ask("Hello!")).contains("Hello");
        }
    }

    @Test
    void aReportSaysWhatTheSessionDid() throws Exception {
        Session session = vcr.open("io/vcr/examples/QuickStartTest/answers");
        client.ask("Hello!");
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
        assertThat(report.line("my test")).isEqualTo("[VCR HIT] replayed=1 recorded=0 live=0 entries=1 :: my test");
    }
}
