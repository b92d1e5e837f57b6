package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Session;
import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A hot replay of one chat completion through a client. The limit is a canned answer at the same place of the client; it
 * compares the JSON of the request by value.
 */
@State(Scope.Thread)
public abstract class ClientReplay {

    static final byte[] SENT = ChatText.requestBytes(0);

    /** Delivers the canned answers of async clients, because no client calls back on the thread that it was called on. */
    static final Executor OTHER_THREAD = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "canned");
        thread.setDaemon(true);
        return thread;
    });

    private static final byte[] EXPECTED = ChatText.responseBytes(0);

    private final Session session = Samples.session();
    private final Call ours;
    private final Call canned;

    /** A call of the client with the request of the chat completion. Returns the body of the response. */
    interface Call {
        byte[] ask() throws Exception;
    }

    /**
     * Prepares both subjects.
     *
     * @param ours a call through this library
     * @param canned a call with canned answers; the function returns the response for a request
     */
    ClientReplay(Function<Session, Call> ours, Function<UnaryOperator<byte[]>, Call> canned) {
        Map<String, byte[]> recorded = Map.of(canonical(SENT), EXPECTED);
        this.ours = ours.apply(session);
        this.canned = canned.apply(sent -> Objects.requireNonNull(recorded.get(canonical(sent))));
    }

    private static String canonical(byte[] body) {
        try {
            return CanonicalBody.of(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that both subjects return the same response. */
    @Setup
    public void check() throws Exception {
        if (!Arrays.equals(ours.ask(), EXPECTED) || !Arrays.equals(canned.ask(), EXPECTED)) {
            throw new IllegalStateException("a wrong answer");
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
    }

    /** The lower limit. */
    @Benchmark
    public byte[] cannedAnswerAfterCompare() throws Exception {
        return canned.ask();
    }

    /** This library. */
    @Benchmark
    public byte[] replay() throws Exception {
        return ours.ask();
    }
}
