package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.get;
import static io.vcr.RecordMode.NONE;
import static io.vcr.RecordMode.ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What vcrpy's tests say of persisters and the format; the numbers are those of docs/conformance.md. */
class VcrpyConformanceFormatTest {

    private static final HttpRequest A = get("https://h/a");

    private final CassetteRuns cassette = new CassetteRuns();

    @ParameterizedTest
    @EnumSource
    void c56RequestHeadersOfOneNameAreAllStored(CassetteCodec codec) throws IOException {
        Headers headers = Headers.of("X-A", "1", "X-B", "2", "X-A", "3, 4", "x-a", "1");
        cassette.run(ONCE, A.withHeaders(headers));

        Headers read = bytesAndBack(codec, cassette.stored().get(0)).request().headers();

        assertThat(read.all("X-A")).containsExactly("1", "3, 4", "1");
        assertThat(read.all("X-B")).containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    UTF-8      | x=é | x=é
                    UTF-8      | x=é | !!python/unicode "x=\\xe9"
                    UTF-8      | x=é | !!binary eD3DqQ==
                    UTF-16BE   | x=é | !!binary AHgAPQDp
                    ISO-8859-1 | x=é | !!binary eD3p
                    """)
    void c60ABodyIsTheBytesThatItsSpellingStandsFor(String charset, String body, String yaml) throws IOException {
        String file = """
                interactions:
                - request: {method: POST, uri: 'https://h/', headers: {}, body: %s}
                  response: {status: {code: 200, message: OK}, headers: {}, body: {string: ''}}
                version: 1
                """.formatted(yaml);

        Cassette read = CassetteCodec.decode(ID, file.getBytes(StandardCharsets.UTF_8), "a.yaml");

        assertThat(read.episodes().get(0).request().body()).isEqualTo(Body.of(body.getBytes(charset)));
    }

    @Test
    void c61JsonTakesABodyThatIsNoText() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0x80, 'a'};
        Episode binary =
                new Episode(A.withBody(Body.of(bytes)), Exchanges.ok("").withBody(Body.of(bytes)), null, null, null);

        Episode read = bytesAndBack(CassetteCodec.JSON, binary);

        assertThat(read).isEqualTo(binary);
    }

    @ParameterizedTest
    @EnumSource
    void c62APersisterOfOnesOwnIsUsedInBothDirections(CassetteCodec codec) throws IOException {
        BytesPersister persister = new BytesPersister(codec);
        Vcr.Builder recording = Vcr.builder(persister);

        cassette.run(recording.mode(ONCE), A);

        assertThat(persister.bytes).containsOnlyKeys(ID);
        assertThat(cassette.run(recording.mode(NONE), A).answers()).containsExactly("live 1");
    }

    private static Episode bytesAndBack(CassetteCodec codec, Episode episode) throws IOException {
        byte[] bytes = codec.encode(Exchanges.cassette(episode));
        return CassetteCodec.decode(ID, bytes, "a" + codec.extension())
                .episodes()
                .get(0);
    }

    /** Keeps cassettes as bytes, without revisions. */
    private static final class BytesPersister implements Persister {

        private final CassetteCodec codec;
        private final Map<CassetteId, byte[]> bytes = new HashMap<>();

        BytesPersister(CassetteCodec codec) {
            this.codec = codec;
        }

        @Override
        public Optional<Cassette> load(CassetteId id) throws IOException {
            return bytes.containsKey(id)
                    ? Optional.of(CassetteCodec.decode(id, bytes.get(id), id.value()))
                    : Optional.empty();
        }

        @Override
        public void save(Cassette saved) {
            bytes.put(saved.id(), codec.encode(saved));
        }

        @Override
        public boolean delete(CassetteId id) {
            return bytes.remove(id) != null;
        }
    }
}
