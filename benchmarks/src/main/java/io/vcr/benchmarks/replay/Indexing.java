package io.vcr.benchmarks.replay;

import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Repeats;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The first request of a session whose cassette has 10,000 episodes in memory. */
@State(Scope.Thread)
public class Indexing {

    private static final int EPISODES = 10_000;

    private final Cassette cassette = Samples.cassette(EPISODES);
    private final Vcr vcr = Samples.recorder(cassette, Repeats.FAIL);
    private final HttpRequest last = Samples.httpRequest(EPISODES - 1);
    private final Body answer = Body.of(ChatText.response(EPISODES - 1));

    /** A hash map from URL and canonical body: the limit. */
    @Benchmark
    public Episode map() throws IOException {
        Map<String, Episode> map = new HashMap<>();
        for (Episode episode : cassette.episodes()) {
            map.put(Lookup.canonical(episode.request()), episode);
        }
        Episode found = map.get(Lookup.canonical(last));
        if (found == null || !found.response().body().equals(answer)) {
            throw new IllegalStateException("a wrong answer");
        }
        return found;
    }

    /** This library. */
    @Benchmark
    public Decision open() {
        Session session = vcr.open(Samples.ID);
        Decision decision = session.decide(last);
        session.finish(Outcome.PASSED);
        if (!Samples.isAnswer(decision, answer)) {
            throw new IllegalStateException("a wrong answer");
        }
        return decision;
    }
}
