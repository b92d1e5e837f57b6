package io.vcr.benchmarks.stream;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.Measured;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Reads streams of events, records each one separately, and reports when the first event arrived. */
public final class FirstEvent implements IntConsumer {

    private static final int WARM_UP = 5;
    private static final int MEASURED = 9;

    private long bytes;
    private long firstNanoTime;

    private FirstEvent() {}

    /** Arguments: the client, {@code bare} or {@code vcr}, and the URL of the events. */
    public static void main(String[] args) throws Exception {
        double[] millis = new double[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            double first = millisToFirst(args[0], args[1].equals("vcr"), args[2]);
            if (i >= 0) {
                millis[i] = first;
            }
        }
        Arrays.sort(millis);
        Measured.report("", millis[MEASURED / 2], Double.NaN);
        System.exit(0); // the threads of the client would keep the JVM alive for a minute
    }

    private static double millisToFirst(String client, boolean recorded, String url) throws Exception {
        Vcr vcr = Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build();
        Session session = vcr.open("events");
        FirstEvent event = new FirstEvent();
        long start = System.nanoTime();
        StreamedClient.of(client, recorded ? session : null).read(url, event);
        int episodes = session.finish(Outcome.PASSED).counts().recorded();
        if (event.bytes != StreamServer.bytesOfEvents() || episodes != (recorded ? 1 : 0)) {
            throw new IllegalStateException("a wrong answer: " + event.bytes + " bytes, " + episodes + " recorded");
        }
        return (event.firstNanoTime - start) / 1e6;
    }

    @Override
    public void accept(int arrived) {
        if (bytes == 0) {
            firstNanoTime = System.nanoTime();
        }
        bytes += arrived;
    }
}
