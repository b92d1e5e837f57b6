package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Repeats;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.http.Body;
import io.vcr.http.HttpRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One decision in a cassette of many episodes, which are replayed in a cycle. */
@State(Scope.Thread)
public class Lookup {

    /** The number of episodes in the cassette. */
    @Param({"10", "10000"})
    public int episodes;

    /** The order of the requests. */
    @Param({"shuffled", "identical"})
    public String order = "shuffled";

    private List<HttpRequest> requests = List.of();
    private final Map<String, Body> map = new HashMap<>();
    private Session session = Samples.session();
    private int next;

    /** Loads the cassette. */
    @Setup(Level.Trial)
    public void load() throws IOException {
        session.finish(Outcome.PASSED);
        boolean identical = order.equals("identical");
        Vcr vcr = Samples.recorder(identical ? Samples.identical(episodes) : Samples.cassette(episodes), Repeats.CYCLE);
        List<Integer> numbers = new ArrayList<>(
                IntStream.range(0, episodes).map(i -> identical ? 0 : i).boxed().toList());
        if (order.equals("shuffled")) {
            Collections.shuffle(numbers, new Random(1));
        }
        requests = numbers.stream().map(Samples::httpRequest).toList();
        for (int number : numbers) {
            map.put(canonical(Samples.httpRequest(number)), Body.of(ChatText.response(number)));
        }
        session = vcr.open(Samples.ID);
        for (HttpRequest request : requests) {
            if (!Samples.isAnswer(session.decide(request), map.getOrDefault(canonical(request), Body.EMPTY))) {
                throw new IllegalStateException("a wrong answer");
            }
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
    }

    /** A request with a new body, as from a client, so that no hash of it is cached. */
    private HttpRequest request() {
        next = next + 1 == episodes ? 0 : next + 1;
        HttpRequest request = requests.get(next);
        return request.withBody(Body.of(request.body().bytes()));
    }

    static String canonical(HttpRequest request) throws IOException {
        return request.uri().text() + CanonicalBody.of(request.body().bytes());
    }

    /** A hash map from URL and canonical body: the limit. */
    @Benchmark
    public Object probe() throws IOException {
        return map.getOrDefault(canonical(request()), Body.EMPTY);
    }

    /** This library. */
    @Benchmark
    public Object decide() {
        return session.decide(request());
    }
}
