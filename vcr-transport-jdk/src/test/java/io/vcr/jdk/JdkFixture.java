package io.vcr.jdk;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;

/** A server, a store in memory and clients that record the one into the other. Confined to the thread of a test. */
final class JdkFixture implements AutoCloseable {

    static final String CASSETTE = "jdk";

    /** Makes calls with a client. */
    @FunctionalInterface
    interface Use {
        void with(HttpClient client) throws Exception;
    }

    /** What a test does in a session. */
    @FunctionalInterface
    interface Work {
        void in(Session session) throws Exception;
    }

    final LoopbackServer server = LoopbackServer.start();
    final Persister persister = Persisters.inMemory();
    final HttpClient plain;
    Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();

    JdkFixture() {
        this(HttpClient.newHttpClient());
    }

    JdkFixture(HttpClient plain) {
        this.plain = plain;
        server.on("/one", (request, wire) -> wire.respond("200 OK", "Content-Type: text/plain\nX-A: 1\nX-A: 2", "one"))
                .on("/lines", (request, wire) -> wire.respond("200 OK", "", "one\ntwo\nthree"))
                .on("/large", (request, wire) -> wire.respond("200 OK", "", "x".repeat(300_000)))
                .on("/echo", (request, wire) -> wire.respond("200 OK", "", request.text()));
    }

    URI uri(String target) {
        return URI.create(server.url(target));
    }

    HttpRequest get(String target) {
        return HttpRequest.newBuilder(uri(target)).build();
    }

    /** Runs calls in a session that passes. */
    Report record(Use use) throws Exception {
        return run(vcr, session -> use.with(VcrHttpClient.of(session, plain)));
    }

    /** Runs calls in a session in mode {@code none}, the server closed. */
    Report replay(Use use) throws Exception {
        return replayIn(session -> use.with(VcrHttpClient.of(session, plain)));
    }

    Report replayIn(Work work) throws Exception {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), work);
    }

    /** Records calls, and makes them again in a replay. */
    Report bothWays(Use use) throws Exception {
        record(use);
        return replay(use);
    }

    Report run(Vcr configured, Work work) throws Exception {
        Session session = configured.open(CASSETTE);
        try {
            work.in(session);
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    List<Episode> stored() throws IOException {
        return persister.load(CassetteId.of(CASSETTE)).map(Cassette::episodes).orElse(List.of());
    }

    @Override
    public void close() {
        server.close();
    }
}
