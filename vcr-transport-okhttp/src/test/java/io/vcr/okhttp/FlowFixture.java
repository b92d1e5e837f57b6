package io.vcr.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Outcome;
import io.vcr.RecordMode;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.file.FilePersister;
import io.vcr.testkit.server.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * A server that mints new secrets, and code that uses them: recorded once with the default settings, then replayed with
 * the server stopped, with the same credentials and with others. Confined to the thread of a test.
 */
final class FlowFixture implements AutoCloseable {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /** The code under test. */
    @FunctionalInterface
    interface Flow {

        /**
         * Makes calls.
         *
         * @param password what differs between two people who run the test
         * @return what the code has found out, which holds no secret
         */
        String run(OkHttpClient client, String password) throws Exception;
    }

    final LoopbackServer server = LoopbackServer.start();
    private final SecureRandom random = new SecureRandom();
    private final List<String> minted = Collections.synchronizedList(new ArrayList<>());
    private final List<OkHttpClient> clients = new ArrayList<>();
    private final Path directory;
    private UnaryOperator<Vcr.Builder> settings = vcr -> vcr;

    FlowFixture(Path directory) {
        this.directory = directory;
    }

    void settings(UnaryOperator<Vcr.Builder> newSettings) {
        settings = newSettings;
    }

    /** A new secret of 40 letters and digits, which must not be in the cassette. */
    String mint() {
        return secret(random(40));
    }

    String random(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    String secret(String text) {
        minted.add(text);
        return text;
    }

    /** Records a flow, replays it with the same password and with another, and returns the cassette. */
    String bothWays(Flow flow) throws Exception {
        String password = mint();
        String live = record(password, flow);
        for (String given : List.of(password, mint())) {
            Replay replay = replay(given, flow);
            assertThat(replay.result()).isEqualTo(live);
            assertThat(replay.report().counts().unplayed()).isZero();
        }
        assertThat(cassette()).doesNotContain(minted);
        return cassette();
    }

    /** What a flow has found out in a replay. */
    record Replay(String result, Report report) {}

    String record(String password, Flow flow) throws Exception {
        Replay live = run(RecordMode.ONCE, password, flow);
        assertThat(live.report().verdict()).as(live.report().line("flow")).isEqualTo(Verdict.MISS_RECORDED);
        return live.result();
    }

    Replay replay(String password, Flow flow) throws Exception {
        server.close();
        Replay replay = run(RecordMode.NONE, password, flow);
        assertThat(replay.report().verdict()).isEqualTo(Verdict.HIT);
        return replay;
    }

    private Replay run(RecordMode mode, String password, Flow flow) throws Exception {
        Vcr vcr = settings.apply(Vcr.builder(FilePersister.of(directory)).environment(Map.of()))
                .mode(mode)
                .build();
        Session session = vcr.open("flow");
        OkHttpClient client = VcrInterceptor.of(session)
                .attachTo(new OkHttpClient.Builder().cookieJar(new Cookies()).build());
        clients.add(client);
        try {
            String result = flow.run(client, password);
            return new Replay(result, session.finish(Outcome.PASSED));
        } finally {
            assertThat(session.finish(Outcome.FAILED).refusals()).isEmpty();
        }
    }

    String cassette() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(FlowFixture::text)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Request.Builder to(String target) {
        return new Request.Builder().url(server.url(target));
    }

    Request.Builder post(String target, String type, String body) {
        return to(target).post(RequestBody.create(body, MediaType.get(type)));
    }

    Request.Builder form(String target, String pairs) {
        return post(target, "application/x-www-form-urlencoded", pairs);
    }

    Request.Builder json(String target, String document) {
        return post(target, "application/json", document);
    }

    /** The body of a response; fails unless its status is 200. */
    static String text(OkHttpClient client, Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            String body = response.body().string();
            assertThat(response.code()).as(body).isEqualTo(200);
            return body;
        }
    }

    /** A string field of a JSON document. */
    static String field(String json, String name) {
        return group(json, "\"" + name + "\":\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    }

    static String group(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }

    /** A jar as browsers have it. Thread-safe. */
    static final class Cookies implements CookieJar {

        private final Map<String, Cookie> cookies = new ConcurrentHashMap<>();

        static Cookies of(OkHttpClient client) {
            return (Cookies) client.cookieJar();
        }

        @Override
        public void saveFromResponse(HttpUrl url, List<Cookie> set) {
            set.forEach(cookie -> cookies.put(cookie.name(), cookie));
        }

        @Override
        public List<Cookie> loadForRequest(HttpUrl url) {
            return cookies.values().stream()
                    .filter(cookie -> cookie.matches(url) && cookie.expiresAt() > System.currentTimeMillis())
                    .toList();
        }

        /** The value of a cookie that has not expired. */
        Optional<String> value(String name, Instant now) {
            return Optional.ofNullable(cookies.get(name))
                    .filter(cookie -> cookie.expiresAt() > now.toEpochMilli())
                    .map(Cookie::value);
        }
    }

    @Override
    public void close() {
        server.close();
        for (OkHttpClient client : clients) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
