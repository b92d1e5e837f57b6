package io.vcr.benchmarks.peer;

import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same chat completions from another tool. */
@State(Scope.Thread)
public class PeerReplay {

    /** The name of the tool. */
    @Param("WireMock")
    public String peer = "";

    /** The number of its episodes. */
    @Param("1")
    public int episodes;

    /** The order of the requests, as in {@code Lookup}. */
    @Param("shuffled")
    public String order = "";

    private List<byte[]> requests = List.of();
    private @Nullable Peer subject;
    private int next;

    /** Starts the tool, and checks that it distinguishes the requests. */
    @Setup
    public void open() throws Exception {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, episodes).boxed().toList());
        Collections.shuffle(numbers, new Random(1));
        requests = numbers.stream().map(ChatText::requestBytes).toList();
        Peer opened = Peer.open(peer, episodes);
        subject = opened;
        for (int number : List.of(0, episodes - 1)) {
            byte[] answer = opened.ask(ChatText.requestBytes(number));
            if (!CanonicalBody.of(answer).equals(CanonicalBody.of(ChatText.responseBytes(number)))) {
                throw new IllegalStateException("a wrong answer: " + new String(answer, StandardCharsets.UTF_8));
            }
        }
    }

    /** Stops the tool. */
    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(subject).close();
    }

    /** Makes one call. */
    @Benchmark
    public byte[] replay() throws IOException {
        next = next + 1 == episodes ? 0 : next + 1;
        return Objects.requireNonNull(subject).ask(requests.get(next));
    }
}
