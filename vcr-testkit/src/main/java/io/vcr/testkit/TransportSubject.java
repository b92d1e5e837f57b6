package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.http.Body;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** The methods that the rules for HTTP clients call. */
abstract class TransportSubject extends Subject<TransportClient> {

    private static final int MANY_CALLS = 50;

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
    @Override
    protected abstract TransportClient client(Attachment attachment) throws Exception;

    final ClientRequest get(String target) {
        return ClientRequest.get(server.url(target));
    }

    final ClientRequest post(String target, Upload upload) {
        return ClientRequest.post(server.url(target), upload);
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

    /** Asserts how a call fails. The class may vary from call to call, as with HttpClient's consumer for reactive programs. */
    final void assertFailsWith(TransportClient client, ClientRequest request, Class<?> failure) {
        Set<Class<?>> failures = new HashSet<>();
        for (int i = 0; i < MANY_CALLS && !failures.contains(failure); i++) {
            failures.add(failureOf(client, request).getClass());
        }
        assertThat(failures).contains(failure);
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
}
