package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.codec.CassetteCodec;
import io.vcr.file.FilePersister;
import io.vcr.okhttp.VcrWebSockets;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations as another tool records them, with made-up content: put where the cassette would be, and replayed. */
class SocketsOfOtherToolsTest {

    private static final Path FILES = Path.of(System.getProperty("basedir", ""), "src/test/resources/websockets");

    @TempDir
    Path directory;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().toList();
        }
    }

    @Test
    void twelveFilesAreHere() throws IOException {
        assertThat(files()).hasSize(12);
    }

    @ParameterizedTest
    @MethodSource("files")
    void theClientGetsWhatTheServerSent(Path file) throws Exception {
        CassetteId id = CassetteId.of("talk");
        Path cassette = directory.resolve("talk" + (file.toString().endsWith(".json") ? ".json" : ".yaml"));
        Files.copy(file, cassette);
        List<Episode> talks = CassetteCodec.decode(id, Files.readAllBytes(file), file.toString()).episodes().stream()
                .filter(episode -> episode.conversation() != null)
                .toList();
        assertThat(talks).isNotEmpty();
        Session session = Vcr.builder(FilePersister.of(directory))
                .environment(Map.of())
                .mode(RecordMode.NONE)
                .build()
                .open("talk");

        for (Episode talk : talks) {
            replay(session, talk);
        }

        Report report = session.finish(Outcome.PASSED);
        assertThat(report.refusals()).isEmpty();
        assertThat(report.counts().replayed()).isEqualTo(talks.size());
    }

    private static void replay(Session session, Episode talk) throws InterruptedException {
        Conversation conversation = Objects.requireNonNull(talk.conversation());
        String uri = talk.request().uri().text();
        Listener listener = new Listener();
        OkHttpClient client = new OkHttpClient();
        WebSocket socket = VcrWebSockets.of(session, client)
                .newWebSocket(
                        new Request.Builder()
                                .url(uri.contains(".invalid") ? "wss://api.example.com/v1/talk" : uri)
                                .build(),
                        listener);
        assertThat(listener.next()).isEqualTo("open 101");
        for (Message message : conversation.messages()) {
            if (!message.sent()) {
                assertThat(listener.next()).isEqualTo(shown(message));
            } else if (message.text()) {
                socket.send(new String(message.data().bytes(), StandardCharsets.UTF_8));
            } else {
                socket.send(ByteString.of(message.data().bytes()));
            }
        }
        Close close = conversation.close();
        if (close != null) {
            assertThat(listener.next()).isEqualTo("closing " + close.code() + " " + close.reason());
        }
        assertThat(socket.close(1000, null)).isTrue();
        assertThat(listener.last()).startsWith("closed ");
    }

    private static String shown(Message message) {
        return message.text()
                ? new String(message.data().bytes(), StandardCharsets.UTF_8)
                : ByteString.of(message.data().bytes()).hex();
    }

    private static final class Listener extends WebSocketListener {

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        }

        /** Behind the closing message of the server. */
        String last() throws InterruptedException {
            String next = next();
            return next.startsWith("closing ") ? next() : next;
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            events.add("open " + response.code());
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            events.add(text);
        }

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            events.add(bytes.hex());
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            events.add("closing " + code + " " + reason);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            events.add("closed " + code);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
            events.add("failure " + failure);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void itIsWrittenAsYamlAndReadAgain(Path file) throws IOException {
        Cassette cassette = CassetteCodec.decode(CassetteId.of("talk"), Files.readAllBytes(file), file.toString());
        for (CassetteCodec codec : CassetteCodec.values()) {
            Cassette again = CassetteCodec.decode(CassetteId.of("talk"), codec.encode(cassette), "it");

            assertThat(again.episodes()).isEqualTo(cassette.episodes());
        }
    }
}
