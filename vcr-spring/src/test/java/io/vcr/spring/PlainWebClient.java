package io.vcr.spring;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.spi.Persister;
import java.util.Map;
import org.springframework.web.reactive.function.client.WebClient;

/** A program that knows nothing of adapters: a WebClient over Reactor Netty, recorded and replayed. */
final class PlainWebClient {

    private PlainWebClient() {}

    /** Takes a URL. */
    public static void main(String[] args) {
        Persister store = Persisters.inMemory();
        run(store, RecordMode.ONCE, args[0]);
        run(store, RecordMode.NONE, args[0]);
        System.exit(0);
    }

    private static void run(Persister store, RecordMode mode, String url) {
        Session session = Vcr.builder(store)
                .environment(Map.of())
                .mode(mode)
                .ignoreLocalhost(false)
                .build()
                .open("webclient");
        String body = WebClient.create()
                .get()
                .uri(url)
                .retrieve()
                .bodyToMono(String.class)
                .block();
        Report report = session.finish(Outcome.PASSED);
        System.out.println("RESULT " + report.verdict() + " " + body);
    }
}
