package io.vcr;

import static io.vcr.Exchanges.ID;
import static io.vcr.Exchanges.exchange;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Cassette;
import io.vcr.spi.Episode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client has encoded is compared, ignored, filtered, redacted, guarded and explained as if it had not. */
class EncodedBodiesTest {

    private static final String KEY = "sk-ant-api03-" + "Zx9".repeat(31) + "AA";

    /** How a body may be encoded, and what the header says. */
    enum Way {
        GZIP("gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(plain, 6, 0);
            }
        },
        GZIP_OF_ANOTHER_TIME("gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(plain, 6, 1_700_000_000);
            }
        },
        GZIP_OF_ANOTHER_LEVEL("x-gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(plain, 1, 0);
            }
        },
        GZIP_STORED("GZIP") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(plain, 0, 0);
            }
        },
        ZLIB("deflate") {
            @Override
            byte[] encoded(byte[] plain) {
                return deflated(plain, new Deflater(9));
            }
        },
        ZLIB_BY_ITS_NAME("zlib") {
            @Override
            byte[] encoded(byte[] plain) {
                return deflated(plain, new Deflater(1));
            }
        },
        RAW_DEFLATE("Deflate") {
            @Override
            byte[] encoded(byte[] plain) {
                return deflated(plain, new Deflater(6, true));
            }
        },
        BROTLI("br") {
            @Override
            byte[] encoded(byte[] plain) {
                return brotli(plain);
            }
        },
        ZSTD("zstd") {
            @Override
            byte[] encoded(byte[] plain) {
                return zstd(plain);
            }
        },
        TWICE("deflate, gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(deflated(plain, new Deflater(9)), 6, 0);
            }
        },
        TWICE_THE_SAME("gzip,gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(gzip(plain, 6, 1), 6, 2);
            }
        },
        THREE_TIMES("zstd, br , gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return gzip(brotli(zstd(plain)), 6, 0);
            }
        },
        NOT_AT_ALL("identity") {
            @Override
            byte[] encoded(byte[] plain) {
                return plain;
            }
        },
        A_HEADER_THAT_IS_WRONG("gzip") {
            @Override
            byte[] encoded(byte[] plain) {
                return plain;
            }
        },
        ANOTHER_HEADER_THAT_IS_WRONG("deflate") {
            @Override
            byte[] encoded(byte[] plain) {
                return plain;
            }
        };

        private final String header;

        Way(String header) {
            this.header = header;
        }

        abstract byte[] encoded(byte[] plain);

        HttpRequest post(String json) {
            return Exchanges.post("")
                    .withHeaders(Headers.of("Content-Type", "application/json", "Content-Encoding", header))
                    .withBody(Body.of(encoded(json.getBytes(StandardCharsets.UTF_8))));
        }
    }

    private final StubPersister store = new StubPersister();
    private final Vcr vcr = Vcr.builder(store).environment(Map.of()).build();

    @ParameterizedTest
    @EnumSource
    void bodiesAreComparedDecoded(Way way) throws IOException {
        record(vcr, Way.GZIP.post("{\"a\":1,\"b\":2}"));

        assertThat(replay(vcr, way.post("{\"b\":2.0,\"a\":1}"))).isEqualTo("{}");
        assertThat(replay(vcr, way.post("{\"b\":3,\"a\":1}"))).contains("No recorded episode matches");
    }

    @ParameterizedTest
    @EnumSource
    void bodiesAreStoredDecoded(Way way) throws IOException {
        record(vcr, way.post("{\"a\":1}"));

        HttpRequest stored = stored().request();
        assertThat(stored.body()).isEqualTo(Body.of("{\"a\":1}"));
        assertThat(stored.headers().contains("Content-Encoding")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatAnotherToolHasStoredEncodedIsComparedDecoded(Way way) throws IOException {
        store.memory.save(Cassette.of(ID, List.of(new Episode(way.post("{\"a\":1}"), ok("{}"), null, null, null))));

        assertThat(replay(vcr, post("").withBody(Body.of("{ \"a\": 1 }")))).isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource
    void placesAreIgnored(Way way) throws IOException {
        Vcr ignoring = vcr.toBuilder().ignoring("$.run").build();
        record(ignoring, way.post("{\"a\":1,\"run\":1}"));

        assertThat(replay(ignoring, way.post("{\"a\":1,\"run\":2}"))).isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource
    void secretsAreRedacted(Way way) throws IOException {
        record(vcr, way.post("{\"key\":\"" + KEY + "\",\"password\":\"correct.horse7\"}"));

        assertThat(stored().request().body().text().orElseThrow())
                .doesNotContain(KEY.substring(20))
                .doesNotContain("correct.horse7")
                .contains("\"password\":\"<password-1>\"");
        assertThat(replay(vcr, way.post("{\"key\":\"" + KEY + "\",\"password\":\"correct.horse7\"}")))
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @EnumSource
    void filtersLookInside(Way way) throws IOException {
        Vcr filtering = vcr.toBuilder()
                .secrets(SecretPolicy.off())
                .filter(Filters.redactJson("$.pin"), Filters.replaceText("Meier", "N.N."))
                .placeholder("<TENANT>", "acme")
                .build();
        record(filtering, way.post("{\"pin\":1234,\"name\":\"Meier\",\"tenant\":\"acme\"}"));

        assertThat(stored().request().body().text())
                .contains("{\"pin\":\"REDACTED\",\"name\":\"N.N.\",\"tenant\":\"<TENANT>\"}");
    }

    @ParameterizedTest
    @EnumSource
    void secretsAreRefusedIfThePolicySaysSo(Way way) throws IOException {
        Vcr refusing = vcr.toBuilder().secrets(SecretPolicy.refuse()).build();
        Session session = refusing.open(ID);
        exchange(session, way.post("{\"key\":\"" + KEY + "\"}"), ok("{}"));

        assertThat(session.finish(Outcome.PASSED).save()).contains("request body");
        assertThat(store.memory.load(ID)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aMissShowsThePlace(Way way) throws IOException {
        record(vcr, way.post("{\"a\":{\"b\":1}}"));

        assertThat(replay(vcr, way.post("{\"a\":{\"b\":2}}"))).contains("body: $.a.b recorded 1, sent 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compress", "gzip, compress", "aws-chunked", "gzip;q=1", "br", "*"})
    void whatCannotBeDecodedIsComparedByItsBytes(String encoding) throws IOException {
        Headers headers = Headers.of("Content-Type", "application/json", "Content-Encoding", encoding);
        HttpRequest request = post("").withHeaders(headers).withBody(Body.of(new byte[] {(byte) 0xff, 2, 3}));
        record(vcr, request);

        assertThat(stored().request().headers().all("Content-Encoding")).containsExactly(encoding);
        assertThat(replay(vcr, request)).isEqualTo("{}");
        assertThat(replay(vcr, request.withBody(Body.of(new byte[] {(byte) 0xff, 2, 4}))))
                .contains("body: at byte 2 of 3");
    }

    @ParameterizedTest
    @CsvSource({"GZIP, 20", "BROTLI, 10", "ZSTD, 12", "TWICE, 25"})
    void aBodyThatIsCutShortIsComparedByItsBytes(Way way, int length) throws IOException {
        HttpRequest whole = way.post("{\"a\":\"a longer text, longer than what is left of it\"}");
        HttpRequest request = whole.withBody(Body.of(whole.body().bytes(), 0, length));
        record(vcr, request);

        assertThat(stored().request().body()).isEqualTo(request.body());
        assertThat(replay(vcr, request)).isEqualTo("{}");
    }

    @Test
    void severalHeadersAreOneList() throws IOException {
        Headers headers = Headers.builder()
                .add("Content-Type", "application/json")
                .add("Content-Encoding", "deflate")
                .add("content-encoding", "gzip")
                .build();
        record(vcr, Way.TWICE.post("{\"a\":1}").withHeaders(headers));

        assertThat(stored().request().body()).isEqualTo(Body.of("{\"a\":1}"));
    }

    @Test
    void aBodyThatUnpacksToGigabytesIsComparedByItsBytes() throws IOException {
        HttpRequest request = Way.GZIP.post("").withBody(Body.of(gzip(gzip(new byte[80 << 20], 9, 0), 9, 0)));
        HttpRequest bomb =
                request.withHeaders(Headers.of("Content-Type", "application/json", "Content-Encoding", "gzip, gzip"));
        record(vcr, bomb);

        assertThat(stored().request().body()).isEqualTo(bomb.body());
        assertThat(replay(vcr, bomb)).isEqualTo("{}");
    }

    @Test
    void secretsInXmlAreEqualHoweverTheyAreSpelled() throws IOException {
        Headers type = Headers.of("Content-Type", "text/xml");
        record(
                vcr,
                post("<a><password>correct&lt;horse7</password><b x='1' y='2'/></a>")
                        .withHeaders(type));

        assertThat(stored().request().body().text().orElseThrow()).doesNotContain("horse7");
        assertThat(replay(
                        vcr,
                        post("<a> <password><![CDATA[correct<horse7]]></password><b y='2' x='1'/></a>")
                                .withHeaders(type)))
                .isEqualTo("{}");
        assertThat(replay(
                        vcr,
                        post("<a><password>correct&#60;horse7</password><b x='1' y='3'/></a>")
                                .withHeaders(type)))
                .contains("body: /a/b/@y recorded \"2\", sent \"3\"")
                .doesNotContain("horse7");
    }

    private void record(Vcr configured, HttpRequest request) throws IOException {
        Session session = configured.open(ID);
        exchange(session, request, ok("{}"));
        assertThat(session.finish(Outcome.PASSED).verdict()).isEqualTo(Verdict.MISS_RECORDED);
    }

    private String replay(Vcr configured, HttpRequest request) throws IOException {
        Session session = configured.toBuilder().mode(RecordMode.NONE).build().open(ID);
        String answer = exchange(session, request, ok("live"));
        session.finish(Outcome.PASSED);
        return answer.replace("\\\"", "\"");
    }

    private Episode stored() throws IOException {
        return store.memory.load(ID).orElseThrow().episodes().get(0);
    }

    private static byte[] gzip(byte[] plain, int level, int seconds) {
        CRC32 sum = new CRC32();
        sum.update(plain);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0});
        little(out, seconds);
        out.writeBytes(new byte[] {0, 3});
        out.writeBytes(deflated(plain, new Deflater(level, true)));
        little(out, (int) sum.getValue());
        little(out, plain.length);
        return out.toByteArray();
    }

    private static void little(ByteArrayOutputStream out, int number) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(number >>> shift);
        }
    }

    private static byte[] deflated(byte[] plain, Deflater deflater) {
        return through(plain, out -> new DeflaterOutputStream(out, deflater));
    }

    private static byte[] zstd(byte[] plain) {
        return through(plain, ZstdOutputStream::new);
    }

    /** One meta-block that is not compressed, and an empty last one (RFC 7932, section 9.2). */
    private static byte[] brotli(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int header = (plain.length - 1) << 4 | 1 << 20;
        out.writeBytes(new byte[] {(byte) header, (byte) (header >> 8), (byte) (header >> 16)});
        out.writeBytes(plain);
        out.write(3);
        return out.toByteArray();
    }

    private interface Encoder {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] through(byte[] plain, Encoder encoder) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = encoder.around(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
