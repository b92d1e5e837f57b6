package io.vcr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.Verdict;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The payload is the JSON of a cassette, which the core's tests search for every kind of secret in every place. */
class RedisSecretsTest {

    private static final String KEY = "sk-" + "ant-api03-" + "7gTe2KpW".repeat(4);
    private static final String DUMP = """
            local dump = ''
            for _, key in ipairs(redis.call('keys', '*')) do
              dump = dump .. key .. ' ' .. redis.call('get', key)
            end
            return dump
            """;

    private static final String PASSWORD = "violet-otter-4417";

    private static final HttpRequest REQUEST = new HttpRequest(
            "POST",
            Uri.of("https://user:" + PASSWORD + "@api.example.com/login?api_key=" + KEY),
            Headers.of("Content-Type", "application/json", "X-Acme-Token", KEY),
            Body.of("{\"password\":\"" + PASSWORD + "\"}"));

    @Test
    void noSecretIsInADumpOfTheServer() throws IOException {
        try (RedisServer server = RedisServer.start();
                RedisPersister store = RedisPersister.builder(server.url()).connect()) {
            Vcr vcr = Vcr.builder(store).environment(Map.of()).build();

            assertThat(report(vcr).verdict()).isEqualTo(Verdict.MISS_RECORDED);
            assertThat(dump(server.url())).contains("password-1>").doesNotContain(KEY, KEY.substring(10), PASSWORD);
            assertThat(report(vcr).verdict()).isEqualTo(Verdict.HIT);
        }
    }

    private static Report report(Vcr vcr) {
        Session session = vcr.open("login");
        if (session.decide(REQUEST) instanceof Decision.Live live) {
            Capture capture = live.capture();
            capture.head(new HttpResponse(200, "OK", Headers.of("Set-Cookie", "sid=" + PASSWORD), Body.EMPTY));
            capture.data(ByteBuffer.wrap(("welcome, your key is " + KEY).getBytes(StandardCharsets.UTF_8)));
            capture.end();
        }
        return session.finish(Outcome.PASSED);
    }

    private static String dump(String url) {
        RedisClient client = RedisClient.create(url);
        try {
            return client.connect().sync().eval(DUMP, ScriptOutputType.VALUE);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
