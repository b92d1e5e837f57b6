package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import io.vcr.spi.Episode.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out again, whatever it is. */
class AnyExchangeTest {

    private static final int CASSETTES = 150;

    /** Pieces that formats stumble over. */
    private static final String[] PIECES = {
        "\u0000",
        "\u0001",
        "\u001b",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\u0085",
        "\u00a0",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "\ud83d\ude00",
        "\udbff\udfff",
        "\u007f",
        "\u009f",
        "\u0301",
        "#",
        ": ",
        " #",
        "- ",
        "---",
        "...",
        "'",
        "\"",
        "\\",
        "%",
        "@",
        "`",
        "!!binary",
        "&a",
        "*a",
        "? ",
        "|",
        ">",
        "{",
        "}",
        "[",
        "]",
        ",",
        "=",
        "~",
        "null",
        "yes",
        "1e5",
        "8e99",
        "0o17",
        "12:30",
        "2026-01-01",
        "<<",
        "\u20ac",
        "word",
        "x"
    };

    @ParameterizedTest
    @EnumSource
    void isKept(CassetteCodec codec) throws CassetteFormatException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < CASSETTES; i++) {
            Cassette cassette = cassette(random);
            byte[] bytes = codec.encode(cassette);

            assertThat(CassetteCodec.decode(cassette.id(), bytes, "a"))
                    .as("seed %d, cassette %d", seed, i)
                    .isEqualTo(cassette);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCharacterIsKept(CassetteCodec codec) throws CassetteFormatException {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        Cassette cassette = withBodies(Body.EMPTY, Body.of(all.toString()));

        assertThat(CassetteCodec.decode(cassette.id(), codec.encode(cassette), "a"))
                .isEqualTo(cassette);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e5",
                "8e99",
                "+1e5",
                "0o17",
                "0x1F",
                "yes",
                "no",
                "on",
                "off",
                "y",
                "n",
                "true",
                "null",
                "Null",
                "~",
                "=",
                "<<",
                "12:30",
                "1_000",
                "1.5",
                ".inf",
                ".nan",
                "2026-01-01",
                "2026-01-01T12:00:00Z",
                "-",
                "- a",
                "? a",
                "a: b",
                "a:",
                ":a",
                "#a",
                "a #b",
                "&a",
                "*a",
                "!a",
                "%a",
                "@a",
                "`a",
                "'",
                "\"",
                "{}",
                "[]",
                "---",
                "...",
                " ",
                " a",
                "a ",
                "a\n",
                "\na",
                "a\n\n",
                "\n",
                "\n\n",
                "a\n b",
                " a\nb",
                "a\n \nb",
                "a\n\t\nb",
                "\ta\nb",
                "a\r\nb",
                "a\rb",
                "a\n\n\n",
                "a\u0085b\nc",
                "a\u2028b\nc",
                "\ufeffa\nb",
                "\u0000",
                "a\n#b",
                "a\n---\nb",
                "a\n...\n",
                "a\n  "
            })
    void textThatLooksLikeSomethingElseIsKept(String text) throws CassetteFormatException {
        for (CassetteCodec codec : CassetteCodec.values()) {
            Cassette cassette = withBodies(Body.of(text), Body.of(text));

            assertThat(CassetteCodec.decode(cassette.id(), codec.encode(cassette), "a"))
                    .as("%s", codec)
                    .isEqualTo(cassette);
        }
    }

    private static Cassette withBodies(Body sent, Body received) {
        HttpRequest request = new HttpRequest("POST", Uri.of("https://h/"), Headers.EMPTY, sent);
        HttpResponse response = new HttpResponse(200, "OK", Headers.EMPTY, received);
        return Cassette.of(Samples.ID, List.of(new Episode(request, response, null, null, null)));
    }

    private static Cassette cassette(Random random) {
        List<Episode> episodes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            episodes.add(episode(random));
        }
        return Cassette.of(Samples.ID, episodes);
    }

    private static Episode episode(Random random) {
        HttpRequest request = new HttpRequest(
                "POST", Uri.of("https://h/" + text(random).replaceAll("\\s", "+")), headers(random), body(random));
        HttpResponse response =
                new HttpResponse(100 + random.nextInt(900), value(random), headers(random), body(random));
        return new Episode(
                request,
                response,
                random.nextBoolean() ? null : Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)),
                random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextLong(4_000_000_000L)),
                random.nextBoolean() ? null : timing(random),
                random.nextBoolean() ? null : failure(random),
                random.nextBoolean() ? Episode.Route.DIRECT : route(random));
    }

    private static Episode.Route route(Random random) {
        List<Episode.Hop> hops = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            HttpResponse head = new HttpResponse(300 + i, value(random), headers(random), Body.EMPTY);
            hops.add(new Episode.Hop("PUT", Uri.of("https://h/" + i), head));
        }
        return new Episode.Route(
                hops, random.nextBoolean() ? null : Uri.of("https://h/last"), random.nextBoolean() ? "" : "HTTP/2");
    }

    private static Failure failure(Random random) {
        Failure.Kind[] kinds = Failure.Kind.values();
        return new Failure(kinds[random.nextInt(kinds.length)], value(random), value(random), random.nextBoolean());
    }

    private static Episode.Timing timing(Random random) {
        List<Episode.Chunk> chunks = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            chunks.add(new Episode.Chunk(Duration.ofMillis(random.nextInt(5000)), 1 + random.nextInt(100)));
        }
        return new Episode.Timing(
                Duration.ofMillis(random.nextInt(5000)), Duration.ofMillis(random.nextInt(5000)), chunks);
    }

    private static Headers headers(Random random) {
        Headers.Builder headers = Headers.builder();
        String[] names = {"A", "a", "Content-Type", "null", "1e5", "yes", "=", "x#y", "~", "\u00fc", "<<", "-", "?"};
        for (int i = random.nextInt(5); i > 0; i--) {
            headers.add(names[random.nextInt(names.length)], value(random));
        }
        return headers.build();
    }

    private static String value(Random random) {
        return text(random).replaceAll("[\r\n\u0000]", "");
    }

    private static Body body(Random random) {
        if (random.nextInt(4) > 0) {
            return Body.of(text(random));
        }
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return Body.of(bytes);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(6) > 0) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            } else {
                int c = random.nextInt(Character.MAX_CODE_POINT + 1);
                text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 'x' : c);
            }
        }
        return text.toString();
    }
}
