package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.Episode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CassetteCodecTest {

    @ParameterizedTest
    @EnumSource
    void readsWhatItWrote(CassetteCodec codec) throws CassetteFormatException {
        Cassette cassette = Samples.golden();

        assertThat(CassetteCodec.decode(cassette.id(), codec.encode(cassette), "a"))
                .isEqualTo(cassette);
    }

    @ParameterizedTest
    @EnumSource
    void writesTheSameBytesOnEveryMachine(CassetteCodec codec) {
        assertThat(new String(codec.encode(Samples.golden()), StandardCharsets.UTF_8))
                .isEqualTo(new String(Samples.resource("golden" + codec.extension()), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void writesWhatItReadWithTheSameBytes(CassetteCodec codec) throws CassetteFormatException {
        byte[] bytes = codec.encode(Samples.golden());

        assertThat(codec.encode(CassetteCodec.decode(Samples.ID, bytes, "a"))).isEqualTo(bytes);
    }

    @Test
    void saysWhereEpisodesBegin() throws CassetteFormatException {
        String twoOfYaml = """
                interactions:
                - request: {method: GET, uri: 'https://h/1'}
                  response: {status: {code: 200}}
                - request: {method: GET, uri: 'https://h/2'}
                  response: {status: {code: 200}}
                """;
        String oneOfHar = """
                {"log": {"creator": {"name": "a"},
                 "entries": [
                  {"request": {"method": "GET", "url": "https://h/"},
                   "response": {"status": 200}}]}}""";

        assertThat(CassetteCodec.lines(twoOfYaml.getBytes(StandardCharsets.UTF_8), "a", 2))
                .containsExactly(2, 4);
        assertThat(CassetteCodec.lines(oneOfHar.getBytes(StandardCharsets.UTF_8), "a", 1))
                .containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void aCassetteWithoutEpisodesIsOne(CassetteCodec codec) throws CassetteFormatException {
        byte[] bytes = codec.encode(Cassette.of(Samples.ID, List.of()));

        assertThat(Samples.read(bytes)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderUnderTwoSpellingsIsKeptAsOne(CassetteCodec codec) throws CassetteFormatException {
        Headers headers = Headers.of("X-A", "1", "B", "2", "x-a", "3");

        assertThat(roundTrip(codec, headers)).isEqualTo(headers);
    }

    @ParameterizedTest
    @EnumSource
    void theOrderOfHeaderNamesIsKept(CassetteCodec codec) throws CassetteFormatException {
        Headers read = roundTrip(codec, Headers.of("Z", "1", "a", "2", "M", "3"));

        assertThat(List.of(read.name(0), read.name(1), read.name(2))).containsExactly("Z", "a", "M");
    }

    @ParameterizedTest
    @EnumSource
    void neitherIdNorRevisionIsWritten(CassetteCodec codec) {
        byte[] bytes = codec.encode(Samples.golden().withRevision("rev-1"));

        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("chat/streams", "rev-1");
    }

    @Test
    void blocksKeepTheirLinesSoThatDiffsAreSmall() {
        String yaml = new String(CassetteCodec.YAML.encode(Samples.golden()), StandardCharsets.UTF_8);

        assertThat(yaml).contains("        data: {\"text\":\"caf\u00e9\"}\n\n        data: [DONE]\n\n");
    }

    private static Headers roundTrip(CassetteCodec codec, Headers headers) throws CassetteFormatException {
        Episode given = Samples.golden().episodes().get(0);
        HttpRequest request = new HttpRequest(
                "GET", Uri.of("https://h/"), headers, given.request().body());
        Episode episode = new Episode(request, given.response(), null, null, null);
        byte[] bytes = codec.encode(Cassette.of(Samples.ID, List.of(episode)));
        return Samples.read(bytes).get(0).request().headers();
    }

    @Test
    void digitsDoNotDependOnTheLocale() throws CassetteFormatException {
        byte[] expected = CassetteCodec.JSON.encode(Samples.golden());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(CassetteCodec.JSON.encode(Samples.golden())).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCassetteThatCouldNotBeReadAgainIsNotWritten(CassetteCodec codec) {
        Episode some = Samples.golden().episodes().get(0);
        Body large = Body.of("x".repeat(7_000_000));
        Episode episode = some.with(some.request(), some.response().withBody(large));
        Cassette cassette = Cassette.of(Samples.ID, Collections.nCopies(40, episode));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(cassette))
                .withMessageContaining("256 MiB");
    }
}
