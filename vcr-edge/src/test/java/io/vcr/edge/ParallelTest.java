package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.spi.CassetteId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("io.vcr.OpenSessions")
class ParallelTest extends EdgeFixture {

    private static final int TESTS = 64;
    private static final int CALLS = 20;

    @Test
    void sixtyFourTestsAtOnceRecordTheirOwnEpisodesAndReplayThem() throws Exception {
        api.on("/t", (request, wire) -> wire.respond("200 OK", "", request.target()));
        ExecutorService threads = Executors.newFixedThreadPool(TESTS);
        try {
            List<Report> cold = all(threads, vcr);
            api.close();
            List<Report> warm =
                    all(threads, vcr.toBuilder().mode(RecordMode.NONE).build());

            assertThat(cold).extracting(Report::verdict).containsOnly(Verdict.MISS_RECORDED);
            assertThat(warm).extracting(Report::verdict).containsOnly(Verdict.HIT);
            assertThat(warm).extracting(report -> report.counts().unplayed()).containsOnly(0);
            for (int test = 0; test < TESTS; test++) {
                String own = "test=" + test + "&";
                assertThat(persister
                                .load(CassetteId.of("parallel/" + test))
                                .orElseThrow()
                                .episodes())
                        .hasSize(CALLS)
                        .allSatisfy(episode ->
                                assertThat(episode.request().uri().query()).startsWith(own));
            }
            assertThat(edge.calls("api")).isEqualTo(TESTS * CALLS);
            assertThat(edge.hits("api")).isEqualTo(TESTS * CALLS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aLateRequestOfATestDoesNotReachTheNextTestOfItsCassette() throws Exception {
        Session first = vcr.open("parallel/same");
        String late = edge.urlFor(first, "api");
        first.finish(Outcome.PASSED);
        Session next = vcr.open("parallel/same");
        String url = edge.urlFor(next, "api");

        assertThat(get(late + "/t").body()).contains("The session has ended before GET");
        assertThat(next.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.NOOP);
        assertThat(url).isNotEqualTo(late);
    }

    private List<Report> all(ExecutorService threads, Vcr configured) throws Exception {
        List<Future<Report>> tests = new ArrayList<>();
        for (int i = 0; i < TESTS; i++) {
            int test = i;
            tests.add(threads.submit(() -> test(configured, test)));
        }
        List<Report> reports = new ArrayList<>();
        for (Future<Report> test : tests) {
            reports.add(test.get());
        }
        return reports;
    }

    private Report test(Vcr configured, int test) {
        Session session = configured.open("parallel/" + test);
        try {
            String url = edge.urlFor(session, "api");
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                URI target = URI.create(url + "/t?test=" + test + "&call=" + call);
                calls.add(HTTP.sendAsync(HttpRequest.newBuilder(target).build(), BodyHandlers.ofString()));
            }
            for (int call = 0; call < CALLS; call++) {
                assertThat(calls.get(call).join().body()).isEqualTo("/t?test=" + test + "&call=" + call);
            }
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }
}
