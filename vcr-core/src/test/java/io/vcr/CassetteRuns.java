package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.cassette;
import static io.vcr.Exchanges.ok;

import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A store in memory, a network that numbers its answers, and sessions on one cassette. Confined to one thread. */
final class CassetteRuns {

    /** What the client has read, "refused" for a refusal, and the report at the end. */
    record Run(List<String> answers, Report report) {}

    final Persister persister = Persisters.inMemory();
    private int calls;

    /** Answers "live 1", "live 2" and so on. */
    Function<HttpRequest, HttpResponse> network = request -> ok("live " + ++calls);

    Vcr.Builder mode(RecordMode mode) {
        return Vcr.builder(persister).mode(mode);
    }

    Run run(RecordMode mode, HttpRequest... requests) throws IOException {
        return run(mode(mode), requests);
    }

    /** Sends requests one after the other in a session of its own that passes. */
    Run run(Vcr.Builder configured, HttpRequest... requests) throws IOException {
        Session session = configured.build().open(ID);
        List<String> answers = new ArrayList<>();
        for (HttpRequest request : requests) {
            answers.add(answer(session, request));
        }
        return new Run(answers, session.finish(Outcome.PASSED));
    }

    String answer(Session session, HttpRequest request) {
        Decision decision = session.decide(request);
        if (decision instanceof Decision.Replay replay) {
            return replay.episode().response().body().text().orElseThrow();
        }
        if (decision instanceof Decision.Refuse) {
            return "refused";
        }
        HttpResponse response = network.apply(request);
        if (decision instanceof Decision.Live live) {
            Exchanges.capture(live.capture(), response);
        }
        return response.body().text().orElseThrow();
    }

    void store(Episode... episodes) throws IOException {
        persister.save(cassette(episodes));
    }

    List<Episode> stored() throws IOException {
        return persister.load(ID).map(Cassette::episodes).orElse(List.of());
    }
}
