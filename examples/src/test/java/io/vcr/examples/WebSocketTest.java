package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.jdk.VcrHttpClient;
import io.vcr.junit5.UseCassette;
import io.vcr.okhttp.VcrWebSockets;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A conversation over a WebSocket, with an id that the client makes up in each run. */
class WebSocketTest {

    private static final Request REALTIME = new Request.Builder()
            .url("wss://realtime.example.com/v1/realtime?model=talker-small")
            .build();

    private final OkHttpClient client = new OkHttpClient();
    private final WebSocket.Factory sockets = VcrWebSockets.ambient(client);

    @Test
    @UseCassette(mode = RecordMode.NONE)
    void asks() throws Exception {
        Received received = new Received();
        WebSocket socket = sockets.newWebSocket(REALTIME, received);
        assertThat(received.next()).contains("session.created");

        String id = "event_" + UUID.randomUUID();
        socket.send("{\"type\":\"ask\",\"event_id\":\"" + id + "\",\"text\":\"How far is the moon?\"}");

        assertThat(received.next()).contains("384,400 km").contains(id);
        socket.close(1000, null);
    }

    @Test
    @UseCassette(value = "io/vcr/examples/WebSocketTest/asks", mode = RecordMode.NONE)
    void asksWithTheClientOfTheJdk() throws Exception {
        HttpClient client = VcrHttpClient.ambient(HttpClient.newHttpClient());
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        java.net.http.WebSocket.Listener listener = new java.net.http.WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onText(
                    java.net.http.WebSocket webSocket, CharSequence text, boolean last) {
                messages.add(text.toString());
                webSocket.request(1);
                return null;
            }
        };

        java.net.http.WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("wss://realtime.example.com/v1/realtime?model=talker-small"), listener)
                .join();

        assertThat(messages.poll(10, TimeUnit.SECONDS)).contains("session.created");
        socket.abort();
    }

    private static final class Received extends WebSocketListener {

        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @Override
        public void onMessage(WebSocket socket, String text) {
            messages.add(text);
        }

        String next() throws InterruptedException {
            return String.valueOf(messages.poll(10, TimeUnit.SECONDS));
        }
    }
}
