package io.vcr.benchmarks.replay;

import io.vcr.Outcome;
import io.vcr.Repeats;
import io.vcr.Session;
import io.vcr.benchmarks.work.Samples;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.okhttp.VcrWebSockets;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The first message of a replayed WebSocket of OkHttp, from the call that opens it. */
@State(Scope.Thread)
public class SocketReplay {

    private static final String URL = "https://api.example.com/v1/realtime?model=small";
    private static final String GREETING = "{\"type\":\"session.created\",\"session\":{\"id\":\"sess_0001\"}}";

    private final Session session = Samples.recorder(Cassette.of(Samples.ID, List.of(episode())), Repeats.LAST)
            .open(Samples.ID);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final WebSocket.Factory canned = this::canned;
    private final WebSocket.Factory ours = VcrWebSockets.of(session, new OkHttpClient());

    private static Episode episode() {
        HttpRequest handshake = new HttpRequest("GET", Uri.of("wss" + URL.substring(5)), Headers.EMPTY, Body.EMPTY);
        HttpResponse switching =
                new HttpResponse(101, "Switching Protocols", Headers.of("Upgrade", "websocket"), Body.EMPTY);
        Message greeting = new Message(false, true, Body.of(GREETING), Duration.ZERO);
        return new Episode(handshake, switching, Instant.EPOCH, null, null)
                .withConversation(new Conversation(List.of(greeting), null));
    }

    /** Calls the listener on another thread, as a client does. */
    private WebSocket canned(Request request, WebSocketListener listener) {
        Silent socket = new Silent(request);
        threads.execute(() -> {
            Response response = new Response.Builder()
                    .request(request)
                    .protocol(Protocol.HTTP_1_1)
                    .code(101)
                    .message("Switching Protocols")
                    .header("Upgrade", "websocket")
                    .build();
            listener.onOpen(socket, response);
            listener.onMessage(socket, GREETING);
        });
        return socket;
    }

    private record Silent(Request request) implements WebSocket {

        @Override
        public long queueSize() {
            return 0;
        }

        @Override
        public boolean send(String text) {
            return false;
        }

        @Override
        public boolean send(ByteString bytes) {
            return false;
        }

        @Override
        public boolean close(int code, @Nullable String reason) {
            return false;
        }

        @Override
        public void cancel() {}
    }

    private static String first(WebSocket.Factory sockets) {
        CompletableFuture<String> first = new CompletableFuture<>();
        Request request = new Request.Builder().url(URL).build();
        sockets.newWebSocket(request, new WebSocketListener() {
            @Override
            public void onMessage(WebSocket from, String text) {
                first.complete(text);
            }
        });
        return first.join();
    }

    /** Checks that both subjects get the same message. */
    @Setup
    public void check() {
        if (!first(canned).equals(GREETING) || !first(ours).equals(GREETING)) {
            throw new IllegalStateException("a wrong answer");
        }
    }

    /** Ends the session. */
    @TearDown
    public void close() {
        session.finish(Outcome.PASSED);
        threads.shutdown();
    }

    /** A listener that is called on another thread: the lower limit. */
    @Benchmark
    public String cannedFirst() {
        return first(canned);
    }

    /** This library. */
    @Benchmark
    public String replayedFirst() {
        return first(ours);
    }
}
