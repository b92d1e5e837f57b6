package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import io.vcr.benchmarks.work.Samples;
import io.vcr.okhttp.VcrInterceptor;
import java.io.IOException;
import okhttp3.OkHttpClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The recording of a response of 1 MB, from the first request to the save in memory, without a network. */
@State(Scope.Thread)
public class Recording {

    private static final byte[] SENT = ChatText.requestBytes(0);
    private static final byte[] ANSWER = ChatText.megabyte();

    private final ChatClient bare = new ChatClient(
            new OkHttpClient.Builder()
                    .addInterceptor(chain -> CannedChat.okHttp(chain, ANSWER))
                    .build(),
            ChatText.URL);

    /** Checks that the response is recorded. */
    @Setup
    public void check() throws IOException {
        if (live().length != ANSWER.length || record().counts().recorded() != 1) {
            throw new IllegalStateException("a wrong answer");
        }
    }

    /** The client alone: the limit. */
    @Benchmark
    public byte[] live() throws IOException {
        return bare.ask(SENT);
    }

    /** This library. */
    @Benchmark
    public Report record() throws IOException {
        Vcr vcr = Vcr.builder(Persisters.inMemory()).mode(RecordMode.ALL).build();
        Session session = vcr.open(Samples.ID);
        OkHttpClient.Builder client = bare.http().newBuilder();
        client.interceptors().add(0, VcrInterceptor.of(session));
        new ChatClient(client.build(), ChatText.URL).ask(SENT);
        return session.finish(Outcome.PASSED);
    }
}
