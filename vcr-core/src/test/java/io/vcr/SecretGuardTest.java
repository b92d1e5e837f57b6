package io.vcr;

import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.internal.redact.SecretGuard;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import io.vcr.spi.Episode.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key here is made up; they are put together so that no scanner takes this file for a leak. */
class SecretGuardTest {

    private static final SecretGuard GUARD = SecretGuard.of(SecretRules.of(Map.of()));
    private static final String X40 = "x1y2".repeat(10);
    private static final String SECRET = "sk-" + X40;

    @ParameterizedTest
    @CsvSource({
        "an Anthropic key, 'sk-ant-%s'",
        "an OpenAI API key, 'sk-%s'",
        "an OpenAI project key, 'sk-proj-%s'",
        "a GitHub personal access token, 'ghp_%s'",
        "a GitHub OAuth token, 'gho_%s'",
        "a GitHub fine-grained token, 'github_pat_%s'",
        "a Slack bot token, 'xoxb-%s'",
        "a Slack user token, 'xoxp-%s'",
        "a JSON web token, 'eyJ%1$s.eyJ%1$s.%1$s'"
    })
    void knownShapesAreFound(String kind, String shape) {
        assertThat(GUARD.find("{\"a\":\"" + shape.formatted(X40) + "\"}")).contains(kind);
    }

    /** As of tokens that carry their certificates in the header. */
    @Test
    void aTokenWithALongHeaderIsFound() {
        String header = "eyJ" + "x1y2".repeat(3000);

        assertThat(GUARD.find("{\"a\":\"" + header + ".eyJ" + X40 + "." + X40 + "\"}"))
                .contains("a JSON web token");
    }

    /** So many prefixes take a second or two; they took 40. */
    @ParameterizedTest
    @ValueSource(strings = {"-eyJ", "-eyJ.", "sk-", "sk-a", "sk-ant-", "gh", "xox", "AKIA ", "AIza-", "-----BEGIN "})
    @Timeout(30)
    void aTextOfNothingButPrefixesIsLookedThrough(String prefix) {
        String text = prefix.repeat(100_000 / prefix.length());

        assertThat(GUARD.mask(text)).isNotEmpty();
        assertThat(GUARD.find(text + " " + SECRET)).isPresent();
    }

    @Test
    void shapesOfFixedLengthAreFound() {
        assertThat(GUARD.find("AKIA" + "ABCDEFGH12345678")).contains("an AWS access key id");
        assertThat(GUARD.find("AIza" + "a1B2c3D".repeat(5))).contains("a Google API key");
        assertThat(GUARD.find("-----BEGIN RSA " + "PRIVATE KEY-----\nMII" + X40))
                .contains("an RSA private key that is cut off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sk-short",
                "task-management-of-everything-in-here",
                "risk-1234567890123456789012345",
                "sk-abcdefghijklmnopqrstuvwxyz",
                "AKIA",
                "what is -----BEGIN " + "PRIVATE KEY----- for?",
                "eyJhbGciOiJIUzI1NiJ9",
                "-----BEGIN PUBLIC KEY-----",
                "https://example.com/sk-",
                "REDACTED"
            })
    void otherTextIsNone(String text) {
        assertThat(GUARD.find(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STRIPE_API_KEY", "my_token", "DB_PASSWORD", "CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY"})
    void valuesOfVariablesNamedLikeCredentialsAreFound(String name) {
        SecretGuard guard = SecretGuard.of(SecretRules.of(Map.of(name, "correct horse")));

        assertThat(guard.find("a correct horse battery")).contains("the value of the environment variable " + name);
    }

    @Test
    void elevenCharactersAreTooFewForAVariable() {
        assertThat(SecretGuard.of(SecretRules.of(Map.of("A_TOKEN", "12345678901")))
                        .find("12345678901"))
                .isEmpty();
        assertThat(SecretGuard.of(SecretRules.of(Map.of("A_TOKEN", "123456789012")))
                        .find("123456789012"))
                .isPresent();
    }

    @Test
    void otherVariablesAreNoSecrets() {
        assertThat(SecretGuard.of(SecretRules.of(Map.of("HOME", "/home/someone-else")))
                        .find("/home/someone-else"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request URL",
                "request header X-Note",
                "request body",
                "response header X-Note",
                "response body",
                "message of a failure"
            })
    void everyPlaceOfAnEpisodeIsLookedAt(String place) {
        String found = GUARD.inspect(List.of(clean(), episode(place))).orElseThrow();

        assertThat(found)
                .startsWith("new episode 2 (POST https://h/) holds an OpenAI API key in its "
                        + place.replace("request URL", "URL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request URL",
                "request header X-Note",
                "request body",
                "response header X-Note",
                "response body",
                "message of a failure"
            })
    void theSecretItselfIsNeverShown(String place) {
        assertThat(GUARD.inspect(List.of(episode(place))))
                .isPresent()
                .hasValueSatisfying(text -> assertThat(text).doesNotContain(X40));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"otp\":493827}", "{\"secretKey\":[174,47,2]}", "{\"data\":\"eyJwYXNzd29yZCI6ImFiYyJ9\"}"})
    void whatWouldLeaveNoPlaceholderIsFoundWithoutRedaction(String body) {
        Episode episode = new Episode(post("https://h/", "{}"), ok(body), null, null, null);

        assertThat(GUARD.in(episode)).contains("secret in a response body");
        assertThat(SecretPolicy.redact().find(Cassette.of(CassetteId.of("a"), List.of(episode))))
                .containsExactly(new SecretPolicy.Found(1, "secret in a response body", true));
    }

    @Test
    void aNamedValueInTheMessageOfAFailureIsFoundWithoutRedaction() {
        assertThat(GUARD.in(failed("https://h/?access_token=hunter")))
                .contains("access_token in a message of a failure");
    }

    @Test
    void aSecretInAPathIsMasked() {
        Episode episode = new Episode(get("https://h/keys/" + SECRET), ok("{}"), null, null, null);

        assertThat(GUARD.inspect(List.of(episode)))
                .contains("new episode 1 (GET https://h/keys/[secret]) holds an OpenAI API key in its URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\\n", "\\\\t", "%20", " ", "\"", "="})
    void aKeyBehindAnEscapeIsOne(String before) {
        assertThat(GUARD.find("a" + before + SECRET)).isPresent();
        assertThat(GUARD.mask("a" + before + SECRET)).isEqualTo("a" + before + "[secret]");
    }

    @Test
    void aDifferenceInsideASecretShowsNoPartOfIt() {
        HttpRequest recorded = post("https://h/", "{\"a\":\"my key:\\nsk-" + X40 + "\"}");
        HttpRequest sent = post("https://h/", "{\"a\":\"my key:\\nsk-" + X40 + "z\"}");
        assertThat(Matchers.body().difference(recorded, sent)).doesNotContain("x1y2");

        Headers text = Headers.of("Content-Type", "text/plain");
        assertThat(Matchers.body()
                        .difference(
                                post("https://h/", "key=sk-" + X40).withHeaders(text),
                                post("https://h/", "key=sk-y" + X40).withHeaders(text)))
                .doesNotContain("x1y2");
    }

    @Test
    void anEscapedSecretInAUrlIsFound() {
        Episode episode = new Episode(get("https://h/?a=" + SECRET.replace("-", "%2D")), ok("{}"), null, null, null);

        assertThat(GUARD.inspect(List.of(episode))).isPresent();
    }

    @Test
    void aSecretAmongBinaryBytesIsFound() {
        byte[] bytes = ("\u0000\u00ff" + SECRET).getBytes(StandardCharsets.ISO_8859_1);
        HttpResponse response = ok("").withBody(Body.of(bytes));

        assertThat(GUARD.inspect(List.of(new Episode(get("https://h/"), response, null, null, null))))
                .isPresent();
    }

    @ParameterizedTest
    @MethodSource
    void secretsAreFoundBehindEncodings(String how, HttpRequest request, HttpResponse response) {
        assertThat(GUARD.inspect(List.of(new Episode(request, response, null, null, null))))
                .as(how)
                .hasValueSatisfying(text -> assertThat(text).doesNotContain(X40));
    }

    static Stream<Arguments> secretsAreFoundBehindEncodings() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));
        String escaped = SECRET.replace("-", "\\u002d");
        StringBuilder stream = new StringBuilder();
        for (String piece : SECRET.split("(?<=\\G.{7})", -1)) {
            stream.append("data: {\"choices\":[{\"delta\":{\"content\":\"")
                    .append(piece)
                    .append("\"}}]}\n\n");
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(("{\"a\":\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        String part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: application/json\r\n\r\n"
                + "{\"a\":\"" + escaped + "\"}\r\n--b--\r\n";
        HttpRequest clean = post("https://h/", "{}");
        return Stream.of(
                arguments("JSON escapes", post("https://h/", "{\"a\":\"" + escaped + "\"}"), ok("{}")),
                arguments("a key of JSON", clean, ok("{\"" + escaped + "\":1}")),
                arguments("JSON in JSON", clean, ok("{\"a\":\"{\\\"b\\\":\\\"" + SECRET + "\\\"}\"}")),
                arguments("JSON lines", clean, ok("{\"a\":1}\n{\"a\":\"" + escaped + "\"}\n")),
                arguments("base64 in JSON", clean, ok("{\"a\":[\"" + base64 + "\"]}")),
                arguments("base64 in a header", clean.withHeaders(Headers.of("X-Auth", "Basic " + base64)), ok("{}")),
                arguments("a form", form("a=1&b=" + SECRET.replace("-", "%2D")), ok("{}")),
                arguments("a part", multipart(part), ok("{}")),
                arguments(
                        "a stream",
                        clean,
                        ok(stream.toString()).withHeaders(Headers.of("Content-Type", "text/event-stream"))),
                arguments("gzip", clean, ok("").withBody(Body.of(gzip.toByteArray()))));
    }

    private static HttpRequest form(String body) {
        return post("https://h/", "")
                .withHeaders(Headers.of("Content-Type", "application/x-www-form-urlencoded"))
                .withBody(Body.of(body));
    }

    private static HttpRequest multipart(String body) {
        return post("https://h/", "")
                .withHeaders(Headers.of("Content-Type", "multipart/form-data; boundary=b"))
                .withBody(Body.of(body));
    }

    @Test
    void cleanEpisodesPass() {
        assertThat(GUARD.inspect(List.of(clean(), clean()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\\n"})
    void aPrivateKeyIsMaskedAsAWhole(String lineBreak) {
        String key = String.join(
                lineBreak,
                "-----BEGIN RSA " + "PRIVATE KEY-----",
                X40 + "aa",
                X40 + "bb",
                "c==",
                "-----END RSA " + "PRIVATE KEY-----");

        assertThat(GUARD.mask("a " + key + " b")).isEqualTo("a [secret] b");
        assertThat(GUARD.mask("a " + key.substring(0, key.indexOf("c==")) + " b"))
                .doesNotContain(X40);
    }

    /** The order of a map of the JDK differs from one JVM to the next. */
    @Test
    void aValueThatBeginsWithAnotherOneIsMaskedAsAWhole() {
        String value = "correct-horse-0";
        Map<String, String> environment = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            environment.put("A" + i + "_TOKEN", value + "1".repeat(i));
        }

        assertThat(SecretGuard.of(SecretRules.of(environment)).mask("a " + value + "1".repeat(19)))
                .isEqualTo("a [secret]");
    }

    @Test
    void ofTwoVariablesWithOneValueTheFirstByNameIsSaid() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (int i = 9; i >= 0; i--) {
            environment.put("A" + i + "_TOKEN", "correct-horse");
        }

        assertThat(SecretGuard.of(SecretRules.of(environment)).find("correct-horse"))
                .contains("the value of the environment variable A0_TOKEN");
    }

    @Test
    void maskingLeavesTheRestAlone() {
        SecretGuard guard = SecretGuard.of(SecretRules.of(Map.of("A_TOKEN", "correct horse")));

        assertThat(guard.mask("a " + SECRET + " b correct horse c")).isEqualTo("a [secret] b [secret] c");
    }

    private static Episode clean() {
        return new Episode(post("https://h/", "{}"), ok("{}"), null, null, null);
    }

    private static Episode failed(String message) {
        Failure failure = new Failure(Failure.Kind.LOST, "java.io.IOException", message, false);
        return new Episode(post("https://h/", "{}"), ok("{}"), null, null, null, failure, Route.DIRECT);
    }

    private static Episode episode(String place) {
        Headers secret = Headers.of("X-Note", "Bearer " + SECRET);
        HttpRequest request = post("https://h/", "{}");
        HttpResponse response = ok("{}");
        return switch (place) {
            case "request URL" -> new Episode(post("https://h/?a=" + SECRET, "{}"), response, null, null, null);
            case "request header X-Note" -> new Episode(request.withHeaders(secret), response, null, null, null);
            case "request body" ->
                new Episode(post("https://h/", "{\"a\":\"" + SECRET + "\"}"), response, null, null, null);
            case "response header X-Note" -> new Episode(request, response.withHeaders(secret), null, null, null);
            case "message of a failure" -> failed("connect to https://h/?a=" + SECRET);
            default -> new Episode(request, ok("{\"a\":\"" + SECRET + "\"}"), null, null, null);
        };
    }
}
