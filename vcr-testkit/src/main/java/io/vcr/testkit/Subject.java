package io.vcr.testkit;

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
import io.vcr.testkit.internal.Contract;
import io.vcr.testkit.internal.Threads;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The clients of one test, a server and a store in memory. */
abstract class Subject<C extends AutoCloseable> extends Contract {

    static final String CASSETTE = "contract";

    final Threads threads = new Threads();
    final LoopbackServer server = LoopbackServer.start();
    final Persister persister = Persisters.inMemory();
    Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();
    private final List<C> clients = new ArrayList<>();

    /** Makes calls with a client. */
    interface Use<C> {
        void with(C client) throws Exception;
    }

    /**
     * Creates a client. Some tests call it several times. The test closes the clients.
     *
     * @param attachment how the client is attached to the recorder
     * @return a new client that shares nothing with others
     * @throws Exception if the client cannot be created; the test fails
     */
    protected abstract C client(Attachment attachment) throws Exception;

    @AfterEach
    void closeAll() throws Exception {
        try (threads) {
            server.close();
            for (C client : clients) {
                client.close();
            }
        }
    }

    final C made(Attachment attachment) throws Exception {
        C client = client(attachment);
        clients.add(client);
        return client;
    }

    final C bare() throws Exception {
        return made(new Attachment.Bare());
    }

    final C ambient() throws Exception {
        return made(new Attachment.Ambient());
    }

    /** Runs calls in a session whose test passes. */
    final Report record(Use<C> use) throws Exception {
        return run(vcr, use);
    }

    /** Runs calls in a session in mode {@code none} while the server is closed. */
    final Report replay(Use<C> use) throws Exception {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), use);
    }

    final Report run(Vcr configured, Use<C> use) throws Exception {
        Session session = configured.open(CASSETTE);
        try {
            use.with(made(new Attachment.Explicit(session)));
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    final List<Episode> stored() throws IOException {
        return stored(CASSETTE);
    }

    final List<Episode> stored(String id) throws IOException {
        return persister.load(CassetteId.of(id)).map(Cassette::episodes).orElse(List.of());
    }
}
