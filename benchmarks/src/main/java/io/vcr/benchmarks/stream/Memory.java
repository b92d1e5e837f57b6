package io.vcr.benchmarks.stream;

import io.vcr.Limits;
import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Repeats;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Measured;
import io.vcr.file.FilePersister;
import io.vcr.okhttp.VcrInterceptor;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** The heap that a session holds: megabytes after a full collection, with 30 responses of 8 MB. */
public final class Memory {

    static final String RECORDED = "after recording";
    static final String REPLAYED = "after replaying";
    static final int RESPONSES = 30; // a cassette has at most 256 MiB

    private static final String NAME = "memory";
    private static final int BYTES = 8_000_000;

    private Memory() {}

    /** Arguments: {@code vcr} and a directory, or {@code arrays}. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("arrays")) {
            arrays();
        } else {
            Ours.record(Path.of(args[1]));
            Ours.replay(Path.of(args[1]));
        }
        System.exit(0);
    }

    /** The lower limit: the bytes alone. */
    private static void arrays() {
        double before = heap();
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < RESPONSES; i++) {
            kept.add(answer(i));
        }
        report(RECORDED, before);
        report(REPLAYED, before);
        if (kept.size() != RESPONSES) {
            throw new IllegalStateException("a wrong answer");
        }
    }

    private static byte[] answer(int number) {
        return ChatText.response(number, BYTES).getBytes(StandardCharsets.UTF_8);
    }

    private static void report(String name, double before) {
        Measured.report(name, heap() - before, Double.NaN);
    }

    private static double heap() {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
        }
        return least;
    }

    /** A class of its own, so that the limit does not load the library. */
    private static final class Ours {

        static void record(Path directory) throws IOException {
            double before = heap();
            Vcr vcr = Vcr.builder(FilePersister.of(directory))
                    .mode(RecordMode.ALL)
                    .limits(Limits.DEFAULT.withMaxCassetteBytes(1L << 30))
                    .build();
            Session session = vcr.open(CassetteId.of(NAME));
            ask(session, true);
            Memory.report(RECORDED, before);
            Report recorded = session.finish(Outcome.PASSED);
            if (recorded.counts().entries() != RESPONSES) {
                throw new IllegalStateException("not saved: " + recorded.save());
            }
        }

        static void replay(Path directory) throws IOException {
            double before = heap();
            Vcr vcr = Vcr.builder(FilePersister.of(directory))
                    .mode(RecordMode.NONE)
                    .repeats(Repeats.LAST)
                    .build();
            Session session = vcr.open(CassetteId.of(NAME));
            ask(session, false);
            Memory.report(REPLAYED, before);
            session.finish(Outcome.PASSED);
        }

        private static void ask(Session session, boolean isLive) throws IOException {
            OkHttpClient client = new OkHttpClient.Builder()
                    .addInterceptor(VcrInterceptor.of(session))
                    .addInterceptor(chain -> {
                        if (!isLive) {
                            throw new IOException("not replayed");
                        }
                        int number = Integer.parseInt(chain.request().url().queryParameter("n"));
                        return new Response.Builder()
                                .request(chain.request())
                                .protocol(Protocol.HTTP_1_1)
                                .code(200)
                                .message("OK")
                                .body(ResponseBody.create(answer(number), MediaType.get(ChatText.JSON)))
                                .build();
                    })
                    .build();
            for (int i = 0; i < RESPONSES; i++) {
                Request request =
                        new Request.Builder().url(ChatText.URL + "?n=" + i).build();
                try (Response response = client.newCall(request).execute()) {
                    if (Objects.requireNonNull(response.body()).bytes().length < BYTES) {
                        throw new IllegalStateException("a wrong answer");
                    }
                }
            }
        }
    }
}
