package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vcr.Outcome;
import io.vcr.Persisters;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Conversation;
import io.vcr.spi.Episode.Message;
import io.vcr.spi.Persister;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.internal.http.HttpMethod;
import org.junit.jupiter.api.Test;

/**
 * Real cassettes of other tools answer their own requests through OkHttp, in recorded order. They are in the directory
 * that the system property {@code vcr.test.corpus} or the variable {@code VCR_TEST_CORPUS} names.
 */
class CorpusReplayTest {

    private static final CassetteId ID = CassetteId.of("corpus");

    @Test
    void everyCassetteReplaysInRecordedOrder() throws IOException {
        int episodes = 0;
        int cassettes = 0;
        for (Path file : files()) {
            Cassette cassette;
            try {
                cassette = CassetteCodec.decode(ID, Files.readAllBytes(file), file.toString());
            } catch (CassetteFormatException e) {
                continue; // the core's tests say which
            }
            replay(cassette, file);
            cassettes++;
            episodes += cassette.episodes().size();
        }
        System.out.println("Replayed " + episodes + " episodes of " + cassettes + " real cassettes");
        assertThat(episodes).isPositive();
    }

    private static void replay(Cassette cassette, Path file) throws IOException {
        Persister persister = Persisters.inMemory();
        persister.save(cassette);
        Map<String, String> bases = bases(cassette);
        Vcr.Builder vcr = Vcr.builder(persister).mode(RecordMode.NONE);
        bases.forEach(vcr::placeholder);
        Session session = vcr.build().open(ID);
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(VcrInterceptor.of(session))
                .build();
        int number = 0;
        for (Episode episode : cassette.episodes()) {
            String name = "episode " + ++number + " of " + file;
            if (episode.conversation() != null) {
                converse(VcrWebSockets.of(session, client), episode.conversation(), name);
                continue;
            }
            try (Response response = client.newCall(request(episode, bases)).execute()) {
                byte[] body = response.body().bytes();
                assertThat(response.code())
                        .as(name)
                        .isEqualTo(episode.response().status());
                assertThat(body).as(name).isEqualTo(decoded(episode));
                assertThat(response.header("Content-Encoding")).as(name).isNull();
                String length = response.header("Content-Length");
                assertThat(length == null || body.length == 0 || length.equals("" + body.length))
                        .as("%s: Content-Length %s for %d bytes", name, length, body.length)
                        .isTrue();
            }
        }
        Report report = session.finish(Outcome.PASSED);
        assertThat(report.refusals()).as(file.toString()).isEmpty();
        assertThat(report.counts().unplayed()).as(file.toString()).isZero();
    }

    /** Says what the client said, and gets what the server said. */
    private static void converse(WebSocket.Factory sockets, Conversation conversation, String name) {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Request handshake =
                new Request.Builder().url("wss://api.example.com/realtime").build();
        WebSocket socket = sockets.newWebSocket(handshake, new WebSocketListener() {
            @Override
            public void onMessage(WebSocket webSocket, String text) {
                received.add(text);
            }

            @Override
            public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
                received.add(String.valueOf(failure));
            }
        });
        for (Message message : conversation.messages()) {
            String text = message.data().text().orElseThrow();
            if (message.sent()) {
                socket.send(text);
            } else {
                assertThat(next(received)).as(name).isEqualTo(text);
            }
        }
        socket.cancel();
    }

    private static String next(BlockingQueue<String> received) {
        try {
            return String.valueOf(received.poll(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Values for the placeholders that stand for scheme and host. */
    private static Map<String, String> bases(Cassette cassette) {
        Map<String, String> bases = new TreeMap<>();
        for (Episode episode : cassette.episodes()) {
            Uri uri = episode.request().uri();
            if (uri.scheme().isEmpty()) {
                bases.putIfAbsent(uri.host(), "http://base" + bases.size() + ".example.com");
            }
        }
        return bases;
    }

    private static Request request(Episode episode, Map<String, String> bases) {
        Uri uri = episode.request().uri();
        String base = bases.get(uri.host());
        String url = base == null
                ? uri.text()
                : base + uri.text().substring(uri.host().length());
        Headers.Builder headers = new Headers.Builder();
        for (int i = 0; i < episode.request().headers().size(); i++) {
            headers.addUnsafeNonAscii(
                    episode.request().headers().name(i),
                    episode.request().headers().value(i));
        }
        String method = episode.request().method();
        Body body = episode.request().body();
        boolean sendsBody = !body.isEmpty() || HttpMethod.requiresRequestBody(method);
        String type = episode.request().headers().first("Content-Type").orElse("");
        return new Request.Builder()
                .url(url)
                .headers(headers.build())
                .method(method, sendsBody ? RequestBody.create(body.bytes(), MediaType.parse(type)) : null)
                .build();
    }

    /** The stored body as a client is to see it. */
    private static byte[] decoded(Episode episode) throws IOException {
        byte[] body = episode.response().body().bytes();
        boolean gzip = body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
        boolean encoded = episode.response().headers().first("Content-Encoding").isPresent();
        return gzip && encoded ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
    }

    private static List<Path> files() throws IOException {
        String corpus = System.getProperty("vcr.test.corpus", System.getenv("VCR_TEST_CORPUS"));
        String missing = "CorpusReplayTest is skipped: neither vcr.test.corpus nor VCR_TEST_CORPUS names a directory";
        if (corpus == null) {
            System.out.println(missing);
        }
        assumeTrue(corpus != null, missing);
        try (Stream<Path> files = Files.walk(Path.of(corpus))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
