package io.vcr.examples;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.file.FilePersister;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.okhttp.VcrWebSockets;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * Talks to a realtime API: speaks in pieces, gets a call of a tool, answers it, and interrupts the answer. Prints what it got.
 * Arguments: the URL, the directory of the cassette, the mode, the client, and the length of a piece in bytes.
 */
final class RealtimeProgram {

    static final int SPOKEN = 40 * 320;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder transcript = new StringBuilder();
    private Consumer<String> send = text -> {};

    private RealtimeProgram() {}

    public static void main(String[] args) throws Exception {
        System.out.println(run(args));
        System.exit(0);
    }

    static String run(String... args) throws Exception {
        Session session = Vcr.builder(FilePersister.of(Path.of(args[1])))
                .environment(Map.of())
                .mode(RecordMode.valueOf(args[2]))
                .build()
                .open("realtime");
        RealtimeProgram program = new RealtimeProgram();
        program.connect(session, args[0], args[3]);
        program.talk(Integer.parseInt(args[4]));
        Report report = session.finish(Outcome.PASSED);
        return report.verdict() + " " + report.refusals() + " " + program.transcript;
    }

    private void connect(Session session, String url, String client) {
        if (client.equals("okhttp")) {
            WebSocket socket = VcrWebSockets.of(session, new OkHttpClient())
                    .newWebSocket(new Request.Builder().url(url).build(), new OkHttpListener());
            send = socket::send;
        } else {
            java.net.http.WebSocket socket = VcrHttpClient.of(session, HttpClient.newHttpClient())
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(url), new JdkListener())
                    .join();
            send = text -> socket.sendText(text, true).join();
        }
    }

    private final class OkHttpListener extends WebSocketListener {

        @Override
        public void onMessage(WebSocket socket, String text) {
            received.add(text);
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            socket.close(1000, null);
            received.add("closed " + code);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
            received.add("failed " + failure);
        }
    }

    private final class JdkListener implements java.net.http.WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
            received.add("closed " + code);
            return null;
        }

        @Override
        public void onError(java.net.http.WebSocket socket, Throwable failure) {
            received.add("failed " + failure);
        }
    }

    private void talk(int piece) throws InterruptedException {
        await("session.created");
        send.accept("{\"type\":\"session.update\",\"event_id\":\"event_" + UUID.randomUUID() + "\"}");
        await("session.updated");
        byte[] sound = new byte[SPOKEN];
        new Random(1).nextBytes(sound);
        for (int at = 0; at < sound.length; at += piece) {
            byte[] part = Arrays.copyOfRange(sound, at, Math.min(sound.length, at + piece));
            send.accept("{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                    + Base64.getEncoder().encodeToString(part) + "\"}");
        }
        await("speech_started");
        send.accept("{\"type\":\"input_audio_buffer.commit\"}");
        await("function_call");
        send.accept("{\"type\":\"conversation.item.create\",\"item\":{\"id\":\"item_" + UUID.randomUUID()
                + "\",\"type\":\"function_call_output\",\"call_id\":\"call_0001\",\"output\":\"dry\"}}");
        await("item.added");
        send.accept("{\"type\":\"response.create\"}");
        await("text.delta");
        await("audio.delta");
        send.accept("{\"type\":\"response.cancel\"}");
        await("cancelled");
        await("closed");
    }

    private void await(String type) throws InterruptedException {
        String next = String.valueOf(received.poll(20, TimeUnit.SECONDS));
        transcript
                .append(next.contains(type) ? type : "instead of " + type + ": " + next)
                .append(' ');
    }
}
