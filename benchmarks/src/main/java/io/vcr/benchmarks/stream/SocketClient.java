package io.vcr.benchmarks.stream;

import com.sun.management.OperatingSystemMXBean;
import io.vcr.Limits;
import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.benchmarks.work.Measured;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.okhttp.VcrWebSockets;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** Receives the messages of sockets, and reports how long one socket takes, from its opening to its last message. */
public final class SocketClient {

    static final String TIME = "time";
    static final String PROCESSOR = "processor time of all threads";

    /** A time and no number: between its sockets a session leaves the compiler more time than a bare client. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MEASURED = 20;

    private SocketClient() {}

    /**
     * Arguments: the client; {@code vcr}, {@code bare}, or {@code kept} for a client whose caller keeps the messages, as a
     * recording must; and the URL of the server.
     */
    public static void main(String[] args) throws InterruptedException {
        Client client = args[0].equals("jdk") ? new OfTheJdk() : new OfOkHttp();
        OperatingSystemMXBean machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double[] millis = new double[MEASURED];
        double processor = 0;
        int measured = 0;
        long start = System.nanoTime();
        while (measured < MEASURED) {
            boolean isWarm = System.nanoTime() - start > WARM_UP_NANOS;
            Session session = args[1].equals("vcr") ? Ours.open() : null;
            Socket socket = client.over(session);
            System.gc(); // what the sockets before have left
            long processorBefore = machine.getProcessCpuTime();
            long before = System.nanoTime();
            CountDownLatch rest = new CountDownLatch(SocketServer.MESSAGES);
            List<String> kept = new ArrayList<>();
            Runnable end = socket.open(args[2], message -> {
                if (args[1].equals("kept")) {
                    kept.add(message.toString());
                }
                rest.countDown();
            });
            boolean isComplete = rest.await(1, TimeUnit.MINUTES);
            double took = (System.nanoTime() - before) / 1e6;
            if (!isComplete || (args[1].equals("kept") && kept.size() != SocketServer.MESSAGES)) {
                throw new IllegalStateException("a wrong answer: " + rest.getCount() + " messages are missing");
            }
            if (isWarm) {
                millis[measured++] = took;
                processor += (machine.getProcessCpuTime() - processorBefore) / 1e6;
            }
            end.run();
            if (session != null) {
                Ours.finish(session);
            }
        }
        Arrays.sort(millis);
        Measured.report(TIME, millis[MEASURED / 2], Double.NaN);
        Measured.report(PROCESSOR, processor / MEASURED, Double.NaN);
        System.exit(0);
    }

    /** Makes sockets, of a session or without one. */
    private interface Client {
        Socket over(@Nullable Session session);
    }

    /** Opens a socket, hands out its messages, and returns what ends it. */
    private interface Socket {
        Runnable open(String url, Consumer<CharSequence> messages);
    }

    /** A class of its own, so that the limit does not load the library. */
    private static final class Ours {

        static Session open() {
            return Vcr.builder(Persisters.inMemory())
                    .mode(RecordMode.ALL)
                    .limits(Limits.DEFAULT.withMaxBodyBytes(64L << 20))
                    .build()
                    .open("sockets");
        }

        static WebSocket.Factory sockets(Session session, OkHttpClient client) {
            return VcrWebSockets.of(session, client);
        }

        static HttpClient client(Session session, HttpClient client) {
            return VcrHttpClient.of(session, client);
        }

        static void finish(Session session) {
            int live = session.finish(Outcome.FAILED).counts().live();
            if (live != 1) {
                throw new IllegalStateException("not recorded");
            }
        }
    }

    private static final class OfOkHttp implements Client {

        private final OkHttpClient bare = new OkHttpClient();

        @Override
        public Socket over(@Nullable Session session) {
            WebSocket.Factory sockets = session == null ? bare : Ours.sockets(session, bare);
            return (url, messages) -> {
                Request request = new Request.Builder().url(url).build();
                WebSocket socket = sockets.newWebSocket(request, new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocket from, String text) {
                        messages.accept(text);
                    }
                });
                socket.send("go");
                return socket::cancel;
            };
        }
    }

    private static final class OfTheJdk implements Client {

        private final HttpClient bare = HttpClient.newHttpClient();

        @Override
        public Socket over(@Nullable Session session) {
            HttpClient client = session == null ? bare : Ours.client(session, bare);
            return (url, messages) -> {
                java.net.http.WebSocket socket = client.newWebSocketBuilder()
                        .buildAsync(URI.create(url), new java.net.http.WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    java.net.http.WebSocket from, CharSequence data, boolean last) {
                                if (last) {
                                    messages.accept(data);
                                }
                                from.request(1);
                                return null;
                            }
                        })
                        .join();
                socket.sendText("go", true).join();
                return socket::abort;
            };
        }
    }
}
