package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** The client of one test, a server and a store in memory, with the methods that the tests call. */
abstract class TransportSubject extends Contract {

    static final String CASSETTE = "transport";

    final LoopbackServer server = LoopbackServer.start();
    final Persister persister = Persisters.inMemory();
    Vcr vcr = Vcr.builder(persister).environment(Map.of()).build();
    private final List<TransportClient> clients = new ArrayList<>();

    /** Makes calls with a client. */
    interface Use {
        void with(TransportClient client) throws Exception;
    }

    /** A response as the application sees it. Header names are in lower case, as HTTP/2 requires. */
    record Seen(int status, String reason, List<String> headers, Body body) {

        List<String> all(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()))
                    .toList();
        }

        String text() {
            return body.text().orElseThrow();
        }
    }

    /** One call without the recorder, with it and in replay, and its stored episodes. */
    record AllWays(Seen bare, Seen live, Seen replayed, List<Episode> stored) {

        Episode episode() {
            assertThat(stored).as("episodes").hasSize(1);
            return stored.get(0);
        }
    }

    /**
     * Creates a client. Some tests call it several times. The test closes the clients.
     *
     * @param attachment how the client is attached to the recorder
     * @return a new client that shares nothing with others
     * @throws Exception if the client cannot be created; the test fails
     */
    protected abstract TransportClient client(Attachment attachment) throws Exception;

    @AfterEach
    void closeAll() throws IOException {
        server.close();
        for (TransportClient client : clients) {
            client.close();
        }
    }

    final TransportClient made(Attachment attachment) throws Exception {
        TransportClient client = client(attachment);
        clients.add(client);
        return client;
    }

    final TransportClient bare() throws Exception {
        return made(new Attachment.Bare());
    }

    final TransportClient ambient() throws Exception {
        return made(new Attachment.Ambient());
    }

    final ClientRequest get(String target) {
        return ClientRequest.get(server.url(target));
    }

    final ClientRequest post(String target, Upload upload) {
        return ClientRequest.post(server.url(target), upload);
    }

    /** Runs calls in a session whose test passes. */
    final Report record(Use use) throws Exception {
        return run(vcr, use);
    }

    /** Runs calls in a session in mode {@code none} while the server is closed. */
    final Report replay(Use use) throws Exception {
        server.close();
        return run(vcr.toBuilder().mode(RecordMode.NONE).build(), use);
    }

    final Report run(Vcr configured, Use use) throws Exception {
        Session session = configured.open(CASSETTE);
        try {
            use.with(made(new Attachment.Explicit(session)));
            return session.finish(Outcome.PASSED);
        } finally {
            session.finish(Outcome.FAILED);
        }
    }

    final AllWays allWays(ClientRequest request) throws Exception {
        List<Seen> seen = new ArrayList<>();
        seen.add(fetch(bare(), request));
        record(client -> seen.add(fetch(client, request)));
        replay(client -> seen.add(fetch(client, request)));
        return new AllWays(seen.get(0), seen.get(1), seen.get(2), stored());
    }

    /** Sends a request and reads the whole response. */
    static Seen fetch(TransportClient client, ClientRequest request) throws IOException {
        try (Exchange exchange = client.send(request)) {
            return seen(exchange);
        }
    }

    static Throwable failureOf(TransportClient client, ClientRequest request) {
        Throwable failure = catchThrowable(() -> fetch(client, request));
        assertThat(failure).as("the failure that the application gets").isInstanceOf(IOException.class);
        return failure;
    }

    static Seen seen(Exchange exchange) throws IOException {
        HttpResponse head = exchange.head();
        List<String> headers = IntStream.range(0, head.headers().size())
                .mapToObj(i -> head.headers().name(i).toLowerCase(Locale.ROOT) + ": "
                        + head.headers().value(i))
                .toList();
        return new Seen(
                head.status(), head.reason(), headers, Body.of(exchange.body().readAllBytes()));
    }

    final List<Episode> stored() throws IOException {
        return stored(CASSETTE);
    }

    final List<Episode> stored(String id) throws IOException {
        return persister.load(CassetteId.of(id)).map(Cassette::episodes).orElse(List.of());
    }
}
