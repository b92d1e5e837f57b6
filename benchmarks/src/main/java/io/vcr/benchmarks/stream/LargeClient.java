package io.vcr.benchmarks.stream;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.Measured;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads a response that is far over the limit of a recording, and reports megabytes per second, the median of some, and the
 * largest heap.
 */
public final class LargeClient {

    /** Until the compiler is done with both subjects. */
    private static final int WARM_UP = 5;

    private static final int MEASURED = 5;

    private LargeClient() {}

    /** Arguments: the client, {@code bare} or {@code vcr}, and the URL of the response. */
    public static void main(String[] args) throws Exception {
        boolean recorded = args[1].equals("vcr");
        double[] rates = new double[MEASURED];
        for (int i = -WARM_UP; i < MEASURED; i++) {
            Vcr vcr = Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build();
            Session session = vcr.open("large");
            long start = System.nanoTime();
            LongAdder read = new LongAdder();
            StreamedClient.of(args[0], recorded ? session : null).read(args[2], read::add);
            long bytes = read.sum();
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Integer> dropped =
                    session.finish(Outcome.PASSED).counts().dropped();
            if (bytes != (long) StreamServer.MEGABYTES << 20 || dropped.size() != (recorded ? 1 : 0)) {
                throw new IllegalStateException("a wrong answer: " + bytes + " bytes, dropped " + dropped);
            }
            if (i >= 0) {
                rates[i] = StreamServer.MEGABYTES / seconds;
            }
        }
        Arrays.sort(rates);
        Measured.report("", rates[MEASURED / 2], (double) mostHeapBytes());
        System.exit(0); // the threads of the client would keep the JVM alive for a minute
    }

    static long mostHeapBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
