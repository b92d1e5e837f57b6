package io.vcr.edge;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** An API, an edge in front of it and a store in memory. */
abstract class EdgeFixture {

    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final LoopbackServer api = LoopbackServer.start();
    final Persister persister = Persisters.inMemory();
    Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();
    VcrEdge edge = VcrEdge.mount("api", api.url(""));

    /** Makes requests to the base URL of a test. */
    @FunctionalInterface
    interface Use {
        void with(String baseUrl) throws Exception;
    }

    @AfterEach
    void close() {
        edge.close();
        api.close();
    }

    final Report record(Use use) throws Exception {
        return run(vcr, use);
    }

    /** Replays while the API is closed. */
    final Report replay(Use use) throws Exception {
        api.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), use);
    }

    final Report run(Vcr configured, Use use) throws Exception {
        Session session = configured.open("edge/test");
        try {
            use.with(edge.urlFor(session, "api"));
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
    }
}
