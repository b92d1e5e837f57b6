package io.vcr.internal.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.vcr.internal.shape.Samples.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeScannerTest {

    private static final long SEED = 20_26;
    private static final ShapeScanner SCANNER = ShapeScanner.of(Catalogue.bundled());
    private static final List<Sample> SAMPLES = IntStream.range(0, 5)
            .mapToObj(i -> Samples.inAllForms(SEED + i).all())
            .flatMap(List::stream)
            .toList();

    /** Where {@code %s} stands, the secret is to be found. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "%s.",
                "see %s, or not",
                "{\"key\":\"%s\"}",
                "{\"text\":\"{\\\"key\\\":\\\"%s\\\"}\"}",
                "{\"text\":\"first line\\n%s (last line)\"}",
                "{\"text\":\"first line\\r\\n\\t%s\"}",
                "{\"text\":\"{\\\"lines\\\":\\\"first line\\\\n%s\\\"}\"}",
                "{\"text\":\"first line\\u000a%s\"}",
                "{\"text\":\"a quote\\u0022%s\"}",
                "GET /v1/items?limit=1&key=%s HTTP/1.1",
                "Accept: */*\r\nX-Acme: %s; v=1\r\n",
                "Cookie: a=b; sid=%s; Path=/",
                "next=%%2Fitems%%3Fkey%%3D%s",
                "quoted=%%22%s",
                "twice=%%253D%s",
                "Use `%s` here",
                "| key | %s |",
                "- **%s**\n",
                "<key>%s</key>",
                "export KEY='%s'",
                "data: {\"delta\":\"%s\"}\n\n",
                "\u00e4%s\u00e4"
            })
    void findsEachKindWhereverItStands(String place) {
        SoftAssertions softly = new SoftAssertions();
        for (Sample sample : SAMPLES) {
            String text = place.formatted(sample.text());
            int shift = place.replace("%%", "%").indexOf("%s");
            softly.assertThat(secrets(text))
                    .as("%s (seed %d) in %s", sample.kind().id(), SEED, text)
                    .containsExactly(text.substring(shift + sample.start(), shift + sample.end()));
        }
        softly.assertAll();
    }

    /** Between long words, short words and nothing, with white space of each kind. */
    @Test
    void findsTheSameInLongWordsAsInTheWholeText() {
        Random random = new Random(SEED);
        List<String> between =
                List.of(" ", "\n", "\t", "\r\n", "", " a few short words ", " incomprehensibilities ", "=", ": ");
        for (Sample sample : SAMPLES) {
            String text = "";
            for (int i = 0; i < 3; i++) {
                text += between.get(random.nextInt(between.size()));
                text += i == 1 ? sample.text() : "word";
            }
            text += between.get(random.nextInt(between.size()));

            assertThat(SCANNER.find(text)).as("%s (seed %d)", text, SEED).isEqualTo(SCANNER.findEverywhere(text));
        }
    }

    /** What is remembered of the beginnings must not reach into the secret: not by one character either. */
    @Test
    void findsEachKindBehindItsOwnBeginnings() {
        Random random = new Random(SEED);
        List<String> between = List.of(" ", "\n", "\"", ", ", " word ");
        for (Sample sample : SAMPLES) {
            String secret = sample.secret();
            String text = "";
            for (int i = 0; i < 8; i++) {
                int cut = random.nextInt(Math.min(12, sample.text().length()));
                text += sample.text().substring(0, cut) + between.get(random.nextInt(between.size()));
            }

            assertThat(secrets(text + sample.text()))
                    .as("%s (seed %d): %s", sample.kind().id(), SEED, text)
                    .endsWith(secret);
        }
    }

    /** Each shape with this anchor fails for another reason and is remembered for another length. */
    @Test
    void findsEachKindOfOneAnchorBehindManyOfIt() {
        String beginnings = "sk-".repeat(100) + " sk-a1 " + "sk-".repeat(3);
        for (String secret : List.of("sk-" + "a1b2".repeat(8), "sk-" + "aB1c".repeat(6), "sk-" + "abcd".repeat(12))) {
            for (String before : List.of(beginnings + " ", "sk-".repeat(7) + "/", "sk-.")) {
                assertThat(secrets(before + secret)).as(before + secret).containsExactly(secret);
            }
        }
    }

    @Test
    void anchorOfEachShapeIsInALongWordOrLookedForEverywhere() {
        assertThat(Catalogue.bundled().shapes().stream()
                        .filter(shape -> !shape.isInLongWord())
                        .map(shape -> shape.kind().id()))
                .contains("bearer-token", "pem-rsa-key", "putty-key", "url-password")
                .hasSizeLessThan(40);
    }

    @ParameterizedTest
    @MethodSource("innocents")
    void findsNothingInAnInnocentText(String text) {
        assertThat(secrets(text)).isEmpty();
    }

    private static Stream<String> innocents() throws IOException {
        try (InputStream in = ShapeScannerTest.class.getResourceAsStream("innocents.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        }
    }

    @Test
    void findsNothingInAFiller() {
        assertThat(SCANNER.find("sk-" + "x".repeat(48) + " ghp_" + "X".repeat(36) + " sk-ant-api03-" + "0".repeat(90)))
                .isEmpty();
        assertThat(SCANNER.find("redis://user:***@host redis://user:xxxx@host http://${USER}:${PASSWORD}@host"))
                .isEmpty();
        assertThat(SCANNER.find("-----BEGIN PRIVATE " + "KEY-----\\n...\\n-----END PRIVATE " + "KEY-----"))
                .isEmpty();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"+/", "-_", ""})
    void findsNothingInRandomBase64(String last) {
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last;
        String text = new Random(SEED)
                .ints(8 << 20, 0, digits.length())
                .collect(StringBuilder::new, (all, i) -> all.append(digits.charAt(i)), StringBuilder::append)
                .toString();

        assertThat(SCANNER.find(text)).isEmpty();
    }

    @Tag("slow")
    @Test
    void findsNothingInBase64InLines() {
        byte[] bytes = new byte[6 << 20];
        new Random(SEED).nextBytes(bytes);

        assertThat(SCANNER.find(Base64.getMimeEncoder().encodeToString(bytes))).isEmpty();
    }

    /** Each would take hours if it took the square of its length. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-",
                "sk-a1",
                "sk-a1b2c3d4 ",
                "-eyJ",
                "eyJ.eyJ.",
                "://",
                "://a:b",
                "-----BEGIN",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\n",
                "hooks.slack.com/services/",
                "0Q~",
                "A",
                "/AKIA",
                "\\n",
                "%3D",
                "Bearer ",
                "dp.st.",
                "pi_a_secret_"
            })
    @Timeout(30)
    void aHostileTextTakesNoMoreThanItsLength(String repeated) {
        String text = repeated.repeat((8 << 20) / repeated.length());

        assertThat(SCANNER.find(text)).hasSizeLessThan(text.length());
    }

    @Test
    @Timeout(30)
    void manyBeginningsOfOneLongEndTakeNoMoreThanTheLengthOfAll() {
        String text = "A".repeat(61) + "/AQEa".repeat(800_000) + "-" + "B".repeat(4 << 20) + "-c";

        assertThat(SCANNER.find(text)).isEmpty();
    }

    @Test
    void ofTwoThatOverlapTheLeftmostIsFoundAndOfTheseTheLongest() {
        String key = "sk-ant-api03-" + "a1B2".repeat(20);

        assertThat(SCANNER.find(key)).extracting(found -> found.kind().id()).containsExactly("anthropic-api-key");
        assertThat(SCANNER.find("https://user:" + key + "@host"))
                .extracting(Found::start, Found::end)
                .containsExactly(tuple(13, 13 + key.length()));
    }

    @Test
    void findsAllInTheOrderOfTheText() {
        String text = SAMPLES.stream().map(Sample::text).collect(Collectors.joining(" | "));

        List<Found> found = SCANNER.find(text);

        assertThat(found).hasSize(SAMPLES.size());
        assertThat(IntStream.range(1, found.size()))
                .allMatch(i -> found.get(i - 1).end() <= found.get(i).start());
    }

    @Test
    void takesAnyKindOfText() {
        assertThat(SAMPLES)
                .noneMatch(
                        sample -> SCANNER.find(new StringBuilder(sample.text())).isEmpty());
        assertThat(SCANNER.find("")).isEmpty();
        assertThat(SCANNER.find("nothing here")).isEmpty();
    }

    @Test
    void doesNotFindWhatItIsToldToLeaveOut() {
        String key = "gsk_" + "a1B2".repeat(13);

        assertThat(SCANNER.find(key)).isNotEmpty();
        assertThat(SCANNER.without(Set.of("groq-key")).find(key)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCANNER.without(Set.of("grok-key")))
                .withMessageContaining("groq-key");
    }

    @Test
    void theOptionOfACommandIsNotThatOfTheNextOne() {
        assertThat(secrets("docker login -u bob -p hunter22 ghcr.io")).containsExactly("hunter22");
        assertThat(secrets("docker login -u bob \\\n  -p hunter22")).containsExactly("hunter22");
        assertThat(secrets("docker login ghcr.io --password-stdin\nmkdir -p /opt/app2/releases"))
                .isEmpty();
        assertThat(secrets("docker login && docker run -p 127.0.0.1:5432:5432 db"))
                .isEmpty();
        assertThat(secrets("cat a | mysql db; mkdir -p/opt/app2")).isEmpty();
        assertThat(secrets("redis-cli ping | tee -a /var/log/app2")).isEmpty();
    }

    @Test
    void theNumberOfABranchDoesNotMakeItATicket() {
        assertThat(secrets("PT-42-Fix-login-redirect-loop")).isEmpty();
        assertThat(secrets("ST-42-a1B2c3D4e5F6a7B8c9D0-cas")).hasSize(1);
    }

    private static List<String> secrets(String text) {
        return SCANNER.find(text).stream()
                .map(found -> text.substring(found.start(), found.end()))
                .toList();
    }
}
