package io.vcr;

import static io.vcr.Exchanges.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vcr.codec.CassetteCodec;
import io.vcr.internal.body.DecodedViews;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A secret in each of forty places, with each method: it is in none of the bytes that are stored, the report, the miss
 * that the same request causes elsewhere, or any exception. Put together here, so that no scanner takes it for a leak.
 */
class PlantedSecretsTest {

    private static final String SECRET = "sk-ant-" + "a1b2c3".repeat(7);
    private static final CassetteId ID = CassetteId.of("planted");

    private static Map<String, UnaryOperator<Exchange>> places() {
        Map<String, UnaryOperator<Exchange>> places = new LinkedHashMap<>();
        for (String name :
                List.of("Authorization", "X-Api-Key", "Api-Key", "X-Goog-Api-Key", "Cookie", "Proxy-Authorization")) {
            places.put("request header " + name, e -> e.requestHeader(name, SECRET));
        }
        places.put("request header of one's own", e -> e.requestHeader("X-Tenant", SECRET));
        places.put("request header, within", e -> e.requestHeader("X-Trace", "a=b;key=" + SECRET));
        places.put("request header, basic", e -> e.requestHeader("X-Upstream", "Basic " + base64("user:" + SECRET)));
        places.put("response header Set-Cookie", e -> e.responseHeader("Set-Cookie", "s=" + SECRET));
        places.put("response header of one's own", e -> e.responseHeader("X-Echo", SECRET));
        places.put("reason phrase", e -> e.reason("Bad key " + SECRET));
        places.put("query api_key", e -> e.uri("https://api.example.com/v1?api_key=" + SECRET));
        places.put("query key", e -> e.uri("https://api.example.com/v1?key=" + SECRET));
        places.put("query of one's own", e -> e.uri("https://api.example.com/v1?q=" + SECRET));
        places.put("query, escaped", e -> e.uri("https://api.example.com/v1?q=" + SECRET.replace("-", "%2D")));
        places.put("path", e -> e.uri("https://api.example.com/v1/" + SECRET + "/x"));
        places.put("user-info", e -> e.uri("https://user:" + SECRET + "@api.example.com/v1"));
        places.put("fragment", e -> e.uri("https://api.example.com/v1#" + SECRET));
        bodies(places, "sent", Exchange::send, Exchange::send);
        bodies(places, "received", Exchange::receive, Exchange::receive);
        return places;
    }

    private interface Text {
        Exchange put(Exchange exchange, String type, String body);
    }

    private interface Bytes {
        Exchange put(Exchange exchange, String type, byte[] body);
    }

    private static void bodies(Map<String, UnaryOperator<Exchange>> places, String side, Text text, Bytes bytes) {
        String json = "application/json";
        places.put(side + " JSON", e -> text.put(e, json, "{\"key\":\"" + SECRET + "\"}"));
        places.put(
                side + " JSON, deep",
                e -> text.put(e, json, "{\"a\":[{\"b\":{\"c\":[1,{\"d\":\"my key\\n" + SECRET + "\"}]}}]}"));
        places.put(
                side + " JSON in JSON",
                e -> text.put(
                        e, json, "{\"arguments\":\"{\\\"key\\\":\\\"" + SECRET.replace("-", "\\\\u002d") + "\\\"}\"}"));
        places.put(
                side + " form",
                e -> text.put(e, "application/x-www-form-urlencoded", "a=1&token=" + SECRET.replace("-", "%2D")));
        places.put(
                side + " multipart",
                e -> text.put(
                        e,
                        "multipart/form-data; boundary=b",
                        "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n" + SECRET + "\r\n--b--\r\n"));
        places.put(side + " events, split", e -> text.put(e, "text/event-stream", events()));
        places.put(side + " gzip", e -> bytes.put(e, "application/octet-stream", gzip("{\"key\":\"" + SECRET + "\"}")));
        places.put(side + " base64", e -> text.put(e, json, "{\"data\":\"" + base64("the key is " + SECRET) + "\"}"));
        places.put(side + " text", e -> text.put(e, "text/plain", "Incorrect API key provided: " + SECRET + "."));
        places.put(side + " JSON lines", e -> text.put(e, "application/jsonl", "{}\n{\"key\":\"" + SECRET + "\"}\n"));
        places.put(side + " form in JSON", e -> text.put(e, json, "{\"url\":\"https://h/?key=" + SECRET + "\"}"));
    }

    private static String events() {
        StringBuilder events = new StringBuilder();
        for (int at = 0; at < SECRET.length(); at += 5) {
            String piece = SECRET.substring(at, Math.min(SECRET.length(), at + 5));
            events.append("data: {\"delta\":{\"content\":\"").append(piece).append("\"}}\n\n");
        }
        return events.append("data: [DONE]\n\n").toString();
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> everywhere() {
        List<Arguments> all = new ArrayList<>();
        places().forEach((place, plant) -> Stream.of("PUT", "POST", "PATCH", "GET")
                .forEach(method -> all.add(arguments(method, place, plant.apply(Exchange.of(method))))));
        return all.stream();
    }

    @Test
    void thereAreFortyPlaces() {
        assertThat(places()).hasSizeGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everywhere")
    void aSecretIsNowhere(String method, String place, Exchange exchange) throws IOException {
        for (SecretPolicy policy : List.of(SecretPolicy.refuse(), SecretPolicy.redact())) {
            StubPersister store = new StubPersister();
            Vcr vcr = Vcr.builder(store).secrets(policy).build();
            Report recorded = run(vcr, exchange);
            String stored = stored(store);
            Report refused = run(
                    Vcr.builder(other()).mode(RecordMode.NONE).secrets(policy).build(), exchange);

            assertSecretFree(stored);
            assertSecretFree(recorded.toString() + recorded.save() + recorded.warnings() + recorded.refusals());
            assertThat(refused.refusals()).hasSize(1);
            assertSecretFree(refused.toString() + refused.refusals());
        }
    }

    @Test
    void aSecretIsInNoLog() {
        StringBuffer logged = new StringBuffer();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.append(line.getMessage()).append(line.getThrown()).append('\n');
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.vcr");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false); // a line for each place would fill the log of the build
        try {
            places().values().forEach(plant -> closeUnsaved(plant.apply(Exchange.of("POST"))));
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }

        assertThat(logged.toString()).contains("so nothing is saved");
        assertSecretFree(logged.toString());
    }

    /** As a {@code try} block without JUnit does it, which logs why nothing is saved. */
    private static void closeUnsaved(Exchange exchange) {
        try (Session session = Vcr.builder(new StubPersister()).build().open(ID)) {
            if (session.decide(exchange.request()) instanceof Decision.Live live) {
                capture(live.capture(), exchange.response());
            }
        }
    }

    @Test
    void aSecretIsInNoCassetteId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vcr.builder(other()).build().open("chat/" + SECRET))
                .satisfies(e -> assertSecretFree(String.valueOf(e.getMessage())));
    }

    private static Report run(Vcr vcr, Exchange exchange) {
        Session session = vcr.open(ID);
        if (session.decide(exchange.request()) instanceof Decision.Live live) {
            capture(live.capture(), exchange.response());
        }
        return session.finish(Outcome.PASSED);
    }

    /** A store with an episode that is close to each of the requests, so that the miss shows how they differ. */
    private static StubPersister other() {
        StubPersister store = new StubPersister();
        Exchange exchange = Exchange.of("POST").send("application/json", "{\"other\":true}");
        try {
            store.memory.save(
                    Cassette.of(ID, List.of(new Episode(exchange.request(), exchange.response(), null, null, null))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store;
    }

    /** As it lies on the disk, and once more with everything in it decoded. */
    private static String stored(StubPersister store) throws IOException {
        Optional<Cassette> cassette = store.memory.load(ID);
        if (cassette.isEmpty()) {
            return "";
        }
        String decoded = cassette.get().episodes().stream()
                .flatMap(episode -> Stream.of(
                        DecodedViews.of(
                                episode.request().headers(), episode.request().body()),
                        DecodedViews.of(
                                episode.response().headers(), episode.response().body())))
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
        return new String(CassetteCodec.YAML.encode(cassette.get()), StandardCharsets.UTF_8)
                + new String(CassetteCodec.JSON.encode(cassette.get()), StandardCharsets.UTF_8)
                + decoded;
    }

    /** Not the whole of it, and not the half that a cut would leave. */
    private static void assertSecretFree(String text) {
        assertThat(text)
                .doesNotContain(SECRET)
                .doesNotContain(SECRET.substring(7, 24))
                .doesNotContain(SECRET.replace("-", "%2D"))
                .doesNotContain(base64("user:" + SECRET));
    }
}
